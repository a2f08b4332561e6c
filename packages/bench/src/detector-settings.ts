/** Command: compares settings of the compact detector on images held out of the training part. */
import { keyFrom, rankingAccuracy, split, vocPrecision } from "@querent/core";
import { channelStatistics } from "@querent/images";
import { createDetector, detectionNetworks, detectionRecipeNamed, detectionRecipes } from "@querent/models";
import { loadDetection } from "@querent/replay";
import { compareChanges } from "./settings/compare-changes.ts";

await compareChanges({
  name: "detector-settings",
  dataset: "bccd/BCCD",
  size: 320,
  recipe: detectionRecipeNamed("cpu"),
  figure: { title: "AP@0.5", key: "ap50" }, // every point, mean of the classes
  changes: {
    cpu: () => ({}),
    "half the learning rate": (cpu) => ({ recipe: { learningRate: cpu.learningRate / 2 } }),
    "twice the learning rate": (cpu) => ({ recipe: { learningRate: cpu.learningRate * 2 } }),
    "batches of 16, as many images": (cpu) => ({ recipe: { batchSize: 16, minSteps: cpu.minSteps / 2 } }),
    "no crops": (cpu) => ({ recipe: { augmentation: { ...cpu.augmentation, crops: [null], expand: 1 } } }),
    "SSD's crops": (cpu) => {
      const { crops, leastCrop, expand } = detectionRecipeNamed("paper").augmentation;
      return { recipe: { augmentation: { ...cpu.augmentation, crops, leastCrop, expand } } };
    },
    "never upside down": (cpu) => ({ recipe: { augmentation: { ...cpu.augmentation, upsideDown: false } } }),
    "the module, weight 1": () => ({ module: "ranking", recipe: { moduleWeight: 1 } }),
    "the module, weight 0.1": () => ({ module: "ranking", recipe: { moduleWeight: 0.1 } }),
    "the module, weight 0.01": () => ({ module: "ranking", recipe: { moduleWeight: 0.01 } }),
    "the module, cut off from the first step": () => ({ module: "ranking", recipe: { cutAfter: 0 } }),
  },
  async open(folder, { size, group, threads }) {
    const { dataset } = await loadDetection(folder, { size, ...(group && { group }) });
    const { classes, train } = dataset;
    const { images, truth } = train;
    const { height, width, channels } = images;
    return {
      groups: train.groups ?? train.ids,
      async train({ recipe, module, seed, trained, heldOut }) {
        const detector = createDetector(
          {
            network: "compact",
            recipe: recipe.name,
            classes: classes.length,
            height,
            width,
            channels,
            normalisation: channelStatistics(images),
            provider: "cpu",
            threads,
          },
          undefined,
          detectionNetworks,
          detectionRecipes.map((each) => (each.name === recipe.name ? recipe : each)),
        );
        const key = split(keyFrom(seed), "training");
        const model = await detector.train({ images, truth, indices: trained, key, module });
        const { found, predictedLoss } = await model.predict(images, heldOut);
        const ranking =
          predictedLoss &&
          rankingAccuracy(predictedLoss, await model.losses({ images, truth, indices: heldOut }));
        await model.release();
        await detector.release();
        const { mean } = vocPrecision(
          Array.from(heldOut, (item) => truth[item]),
          found,
          classes.length,
        );
        if (mean === undefined)
          throw new Error("No object lies on the images held out: there is no precision.");
        return { figure: mean, ranking };
      },
    };
  },
});
