/** Command: compares settings of the compact hourglass on images held out of the training part. */
import { keyFrom, poseAccuracy, rankingAccuracy, split } from "@querent/core";
import { channelStatistics } from "@querent/images";
import { createPoseLearner, poseNetworks, poseRecipeNamed, poseRecipes } from "@querent/models";
import { loadPoses } from "@querent/replay";
import { compareChanges } from "./settings/compare-changes.ts";

await compareChanges({
  name: "pose-settings",
  dataset: "lsp",
  size: 64,
  recipe: poseRecipeNamed("cpu"),
  figure: { title: "PCK@0.2 of the torso", key: "pck" },
  changes: {
    cpu: () => ({}),
    "hills count no more": () => ({ recipe: { hillWeight: 0 } }),
    "hills count no more, three times the steps": (cpu) => ({
      recipe: { hillWeight: 0, minSteps: 3 * cpu.minSteps },
    }),
    "three times the steps": (cpu) => ({ recipe: { minSteps: 3 * cpu.minSteps } }),
    "half the learning rate": (cpu) => ({ recipe: { learningRate: cpu.learningRate / 2 } }),
    "twice the learning rate": (cpu) => ({ recipe: { learningRate: cpu.learningRate * 2 } }),
    "turned by up to 90 degrees": (cpu) => ({
      recipe: { augmentation: { ...cpu.augmentation, rotation: 90 } },
    }),
    "the module": () => ({ module: "ranking" }),
    "the module, cut off from the first step": () => ({ module: "ranking", recipe: { cutAfter: 0 } }),
  },
  async open(folder, { size, group, threads }) {
    const { dataset } = await loadPoses(folder, { size, ...(group && { group }) });
    const { skeleton, side, train } = dataset;
    const { images, truth } = train;
    return {
      groups: train.groups ?? train.ids,
      async train({ recipe, module, seed, trained, heldOut }) {
        const learner = createPoseLearner(
          {
            network: "compact",
            recipe: recipe.name,
            skeleton,
            height: side,
            width: side,
            channels: images.channels,
            normalisation: channelStatistics(images),
            provider: "cpu",
            threads,
          },
          undefined,
          poseNetworks,
          poseRecipes.map((each) => (each.name === recipe.name ? recipe : each)),
        );
        const key = split(keyFrom(seed), "training");
        const model = await learner.train({ images, truth, indices: trained, key, module });
        const { found, predictedLoss } = await model.predict(images, heldOut);
        const ranking =
          predictedLoss &&
          rankingAccuracy(predictedLoss, await model.losses({ images, truth, indices: heldOut }));
        await model.release();
        await learner.release();
        const { pck } = poseAccuracy(
          Array.from(heldOut, (item) => truth[item]),
          found,
          { skeleton, reference: "torso" },
        );
        if (pck === undefined)
          throw new Error("No joint of the images held out can be counted: there is no PCK.");
        return { figure: pck, ranking };
      },
    };
  },
});
