/** Makes a classifier: a network, a recipe and the sessions that train it. */
import { split } from "@querent/core";
import { featureNetworks, networks } from "./networks/index.ts";
import type { NetworkDefinition } from "./networks/network.ts";
import type { Compile } from "../training/compiled-steps.ts";
import { createLearner } from "../training/create-learner.ts";
import { networkNamed } from "../training/network-named.ts";
import { moduleWeightOf } from "../training/recipe.ts";
import { checkLabels } from "./check-labels.ts";
import type { Classifier, ClassifierSettings, LabelledImages } from "./classifier-contract.ts";
import { learnableClassifier } from "./classifier-programs.ts";
import { drawMask } from "../training/dropout-mask.ts";
import { featureInput, pixelInput } from "./network-input.ts";
import { withModuleAfterwards } from "./module-of-head.ts";
import { PREDICTION_BATCH } from "./predict.ts";
import { recipeNamed } from "./recipes.ts";
import { trainedClassifier } from "./trained-classifier.ts";

/**
 * A classifier for images of one size, made as `createLearner` says.
 *
 * @param compile makes sessions: ONNX Runtime on Node by default; in a browser a function over `createWebSession`
 * @param known the networks that `settings.network` may name, e.g. one made by `importedNetwork`
 * @throws when there is no such network or recipe, or a setting is out of range
 */
export function createClassifier(
  settings: ClassifierSettings,
  compile?: Compile,
  known: readonly NetworkDefinition[] = [...networks, ...featureNetworks],
): Classifier {
  const { classes, height, width, channels } = settings;
  if (!Number.isInteger(classes) || classes < 2)
    throw new Error(`A classifier needs at least two classes; got ${classes}.`);
  const size = { classes, height, width, channels };
  const definition = networkNamed(settings.network, known);
  const network = definition.build(size);
  const { dropout } = network;
  const recipe = recipeNamed(settings.recipe);
  const fed =
    definition.reads === "features" ? featureInput(settings) : pixelInput(settings, recipe.augmentation);
  const learner = createLearner(
    settings,
    {
      recipe,
      predictionBatch: PREDICTION_BATCH,
      learnable: learnableClassifier(size, network, moduleWeightOf(settings, recipe)),
      check({ images, labels, indices }: LabelledImages) {
        fed.check(images, indices);
        checkLabels(classes, images, labels, indices);
      },
      targetOf: ({ labels }, item) => [labels[item]],
      feeder({ images, labels }, batchSize, key) {
        const pixels = new Float32Array(batchSize * height * width * channels);
        const targets = new Int32Array(batchSize);
        const mask = new Float32Array(batchSize * (dropout?.width ?? 0));
        const feeds = {
          images: { shape: [batchSize, height, width, channels], data: pixels },
          labels: { shape: [batchSize], data: targets },
          ...(dropout && { dropoutMask: { shape: [batchSize, dropout.width], data: mask } }),
        };
        return (step, items) => {
          items.forEach((item, at) => (targets[at] = labels[item]));
          fed.fill(images, items, pixels, key && split(key, "augmentation", step));
          if (key !== undefined && dropout !== undefined)
            drawMask(split(key, "dropout", step), dropout.rate, mask);
          return feeds;
        };
      },
      finish: (done) => trainedClassifier({ ...done, size, network, settings, fed }),
    },
    compile,
  );
  const classifier = { ...learner, dropoutRate: dropout?.rate };
  if (definition.reads !== "features") return classifier;
  return withModuleAfterwards({ head: classifier, network, fed, settings, compile });
}
