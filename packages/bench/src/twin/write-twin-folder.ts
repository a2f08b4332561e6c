/** Writes what `peers/twin_train.py` reads. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { split, type Key } from "@querent/core";
import { encodeTensors, learningRateAt } from "@querent/graph";
import {
  initialWeights,
  networkNamed,
  networks,
  recipeNamed,
  trainingPlan,
  type ClassifierSettings,
} from "@querent/models";
import type { Labelled } from "./twin-data.ts";
import { twinDraws } from "./twin-draws.ts";

/** The plan, the first weights, the images, and the draws of the training that `key` stands for. */
export function writeTwinFolder(
  folder: string,
  settings: ClassifierSettings,
  key: Key,
  train: Labelled,
  test: Labelled,
): void {
  const recipe = recipeNamed(settings.recipe);
  const plan = trainingPlan(recipe, train.labels.length, settings.epochs);
  const { weights } = networkNamed(settings.network, networks).build(settings);
  const { network, classes, height, width, channels, normalisation, threads } = settings;
  const write = (name: string, bytes: Uint8Array | string): void => writeFileSync(join(folder, name), bytes);
  write(
    "plan.json",
    JSON.stringify({
      network,
      classes,
      height,
      width,
      channels,
      mean: normalisation.mean,
      std: normalisation.std,
      threads,
      optimizer: recipe.optimizer,
      decays: weights.filter(({ trained, decays }) => trained && decays).map(({ name }) => name),
      learningRates: Array.from(
        { length: plan.steps },
        (_, step) => Math.fround(learningRateAt(recipe.schedule, recipe.learningRate, step, plan.steps)), // as it is fed
      ),
    }),
  );
  write("weights.safetensors", encodeTensors(initialWeights(weights, split(key, "weights"))));
  write("draws.i32", bytesOf(twinDraws(key, plan, train.labels.length, recipe.augmentation)));
  for (const [part, { images, labels }] of Object.entries({ train, test })) {
    write(`${part}.u8`, images.data);
    write(`${part}-labels.i32`, bytesOf(labels));
  }
}

function bytesOf({ buffer, byteOffset, byteLength }: Int32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
