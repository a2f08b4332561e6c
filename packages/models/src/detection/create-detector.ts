/** Makes a detector: a network, a recipe and the sessions that train it. */
import { split } from "@querent/core";
import { checkItems } from "../training/check-items.ts";
import { drawMask } from "../training/dropout-mask.ts";
import { normalisationTable } from "../training/normalisation-table.ts";
import { networkNamed } from "../training/network-named.ts";
import { moduleWeightOf, recipeIn } from "../training/recipe.ts";
import type { Compile } from "../training/compiled-steps.ts";
import { createLearner } from "../training/create-learner.ts";
import { checkBoxes } from "./check-truth.ts";
import type { Detector, DetectorSettings, ImagesWithBoxes } from "./detector-contract.ts";
import { drawWindow, wholeWindow } from "./draw-window.ts";
import { learnableDetector } from "./learnable-detector.ts";
import { emptyTargets, matchAnchors } from "./match-anchors.ts";
import type { DetectionNetworkDefinition } from "./networks/detection-network.ts";
import { detectionNetworks } from "./networks/index.ts";
import { boxesIn, windowReader } from "./read-window.ts";
import { detectionRecipes, type DetectionRecipe } from "./recipes.ts";
import { PREDICTION_BATCH, trainedDetector } from "./trained-detector.ts";

/**
 * A detector for images of one size, made as `createLearner` says.
 *
 * @param compile makes sessions: ONNX Runtime on Node by default
 * @param known the networks that `settings.network` may name
 * @param recipes the recipes that `settings.recipe` may name
 * @throws when there is no such network or recipe, or a setting is out of range
 */
export function createDetector(
  settings: DetectorSettings,
  compile?: Compile,
  known: readonly DetectionNetworkDefinition[] = detectionNetworks,
  recipes: readonly DetectionRecipe[] = detectionRecipes,
): Detector {
  const { classes, height, width, channels, normalisation } = settings;
  if (!Number.isInteger(classes) || classes < 1)
    throw new Error(`A detector needs at least one class; got ${classes}.`);
  normalisationTable(normalisation, channels); // refuses what is no normalisation
  const size = { classes, height, width, channels };
  const definition = networkNamed(settings.network, known);
  const network = definition.build(size);
  const { anchors, dropout } = network;
  const recipe = recipeIn(recipes, settings.recipe);
  const learner = createLearner(
    settings,
    {
      recipe,
      learnable: learnableDetector(size, network, moduleWeightOf(settings, recipe)),
      predictionBatch: PREDICTION_BATCH,
      check({ images, truth, indices }: ImagesWithBoxes) {
        checkItems(size, images, indices);
        checkBoxes(classes, images, truth, indices);
      },
      targetOf({ truth }, item) {
        const { count, corners, classes: of, ignored } = truth[item];
        return [count, ...corners, ...of, ...ignored];
      },
      feeder({ images, truth }, batchSize, key) {
        const pixels = new Float32Array(batchSize * height * width * channels);
        const targets = emptyTargets(batchSize, anchors.count);
        const reader = windowReader(size, normalisation);
        const mask = new Float32Array(batchSize * (dropout?.width ?? 0));
        const shape = [batchSize, anchors.count];
        const feeds = {
          images: { shape: [batchSize, height, width, channels], data: pixels },
          classes: { shape, data: targets.classes },
          offsets: { shape: [...shape, 4], data: targets.offsets },
          positives: { shape, data: targets.positives },
          negatives: { shape, data: targets.negatives },
          ...(dropout && { dropoutMask: { shape: [batchSize, dropout.width], data: mask } }),
        };
        return (step, items) => {
          items.forEach((item, at) => {
            const window =
              key === undefined
                ? wholeWindow(width, height, channels)
                : drawWindow(split(key, "augmentation", step, at), recipe.augmentation, size, truth[item]);
            reader.read(images, item, window, pixels, at * height * width * channels);
            const boxes = boxesIn(truth[item], window, size);
            matchAnchors(boxes, size, anchors, classes, definition.matchThreshold, targets, at);
          });
          if (key !== undefined && dropout !== undefined)
            drawMask(split(key, "dropout", step), dropout.rate, mask);
          return feeds;
        };
      },
      finish: (done) => trainedDetector({ ...done, size, network, settings }),
    },
    compile,
  );
  return { ...learner, dropoutRate: dropout?.rate };
}
