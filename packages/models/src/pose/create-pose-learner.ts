/** Makes the learner of poses: a network, a recipe and the sessions that train it. */
import { split } from "@querent/core";
import { normalisationTable } from "../training/normalisation-table.ts";
import { drawMask } from "../training/dropout-mask.ts";
import { networkNamed } from "../training/network-named.ts";
import type { Compile } from "../training/compiled-steps.ts";
import { createLearner } from "../training/create-learner.ts";
import { moduleWeightOf, recipeIn } from "../training/recipe.ts";
import { checkCrops, checkPoses } from "./check-poses.ts";
import { checkSkeleton } from "./check-skeleton.ts";
import { drawViews, plainView } from "./draw-views.ts";
import { fillPlain, fillViews } from "./fill-crops.ts";
import { drawTarget } from "./heat-map-targets.ts";
import type { ImagesWithPoses, PoseLearner, PoseSettings } from "./pose-contract.ts";
import type { PoseNetworkDefinition } from "./networks/pose-network.ts";
import { poseNetworks } from "./networks/pose-networks.ts";
import { learnablePoseNetwork } from "./pose-programs.ts";
import { PREDICTION_BATCH } from "./predict-poses.ts";
import { poseRecipes, type PoseRecipe } from "./recipes.ts";
import { trainedPoseNetwork } from "./trained-pose-network.ts";

/**
 * A learner of poses in crops with one person in the middle, made as `createLearner` says. Its network looks at the
 * middle of each crop; training turns, scales and mirrors it as the recipe says, so crops should be larger than what
 * the network looks at, or corners are black.
 *
 * @param compile makes sessions: ONNX Runtime on Node by default; in a browser a function over `createWebSession`
 * @param known the networks that `settings.network` may name, e.g. one made by `paperHourglass`
 * @param recipes the recipes that `settings.recipe` may name
 * @throws when there is no such network or recipe, or a setting is out of range
 */
export function createPoseLearner(
  settings: PoseSettings,
  compile?: Compile,
  known: readonly PoseNetworkDefinition[] = poseNetworks,
  recipes: readonly PoseRecipe[] = poseRecipes,
): PoseLearner {
  const { skeleton, height, width, channels, normalisation } = settings;
  checkSkeleton(skeleton);
  const joints = skeleton.joints.length;
  const size = { joints, height, width, channels };
  const network = networkNamed(settings.network, known).build(size);
  const recipe = recipeIn(recipes, settings.recipe);
  const table = normalisationTable(normalisation, channels);
  const { stride, dropout } = network;
  const map = { height: height / stride, width: width / stride, stride };
  const learner = createLearner(
    settings,
    {
      recipe,
      predictionBatch: PREDICTION_BATCH,
      learnable: learnablePoseNetwork(size, network, {
        moduleWeight: moduleWeightOf(settings, recipe),
        hillWeight: recipe.hillWeight,
      }),
      check({ images, truth, indices }: ImagesWithPoses) {
        checkCrops(size, images, indices);
        checkPoses(joints, images, truth, indices);
      },
      targetOf: ({ truth }, item) => [...truth[item].points, ...truth[item].visibility].map(finite),
      feeder({ images, truth }, batchSize, key) {
        const pixels = new Float32Array(batchSize * height * width * channels);
        const mapsOfItem = map.height * map.width * joints;
        const targets = new Float32Array(batchSize * mapsOfItem);
        const jointWeights = new Float32Array(batchSize * joints);
        const mask = new Float32Array(batchSize * (dropout?.width ?? 0));
        const views = Array.from({ length: batchSize }, () => plainView(channels));
        const feeds = {
          images: { shape: [batchSize, height, width, channels], data: pixels },
          targets: { shape: [batchSize, map.height, map.width, joints], data: targets },
          jointWeights: { shape: [batchSize, joints], data: jointWeights },
          ...(dropout && { dropoutMask: { shape: [batchSize, dropout.width], data: mask } }),
        };
        return (step, items) => {
          if (key === undefined) fillPlain(images, items, size, table, pixels);
          else {
            drawViews(split(key, "augmentation", step), recipe.augmentation, views);
            fillViews(images, items, views, size, normalisation, pixels);
          }
          if (key !== undefined && dropout !== undefined)
            drawMask(split(key, "dropout", step), dropout.rate, mask);
          items.forEach((item, at) => {
            const maps = targets.subarray(at * mapsOfItem, (at + 1) * mapsOfItem);
            const weights = jointWeights.subarray(at * joints, (at + 1) * joints);
            drawTarget(truth[item], skeleton, images, views[at], map, maps, weights);
          });
          return feeds;
        };
      },
      finish: (done) => trainedPoseNetwork({ ...done, size, network, settings, map, table }),
    },
    compile,
  );
  return { ...learner, dropoutRate: dropout?.rate };
}

/** The point of a joint that is not annotated may be anything. */
function finite(value: number): number {
  return Number.isFinite(value) ? value : 0;
}
