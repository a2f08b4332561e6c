/** Command: repeats every step of a training in PyTorch from Querent's state, so that rounding cannot add up. */
import { parseArgs } from "node:util";
import { split } from "@querent/core";
import { recipeNamed } from "@querent/models";
import { describeMachine } from "./machine.ts";
import { dataFolder, positiveInteger } from "./options.ts";
import { resultPath, writeResult } from "./results-file.ts";
import { repeatSteps } from "./twin/repeat-steps.ts";
import { twinClassifier } from "./twin/twin-classifier.ts";
import { openTwinData } from "./twin/twin-data.ts";

const { values } = parseArgs({
  options: {
    data: { type: "string", default: process.env.QUERENT_DATA },
    dataset: { type: "string", default: "cifar10-jpg" },
    recipe: { type: "string", default: "cpu" },
    labels: { type: "string", default: "2000" },
    seed: { type: "string", default: "1" },
    threads: { type: "string", default: "2" },
    out: { type: "string" },
  },
});
const folder = dataFolder(values.data);

/** Two float32 gradients differ by less, unless a ReLU or a maximum was decided the other way. */
const ROUNDING = 1e-5;

const options = {
  dataset: values.dataset,
  network: "small",
  recipe: recipeNamed(values.recipe),
  labels: positiveInteger("labels", values.labels),
  epochs: null,
  threads: positiveInteger("threads", values.threads),
};
const seed = positiveInteger("seed", values.seed);
const data = await openTwinData(folder, options.dataset);
const { classifier, key, train } = await twinClassifier(data, options, seed);
const steps = await repeatSteps(classifier, split(key, "training"), train);
await classifier.release();

const gradients = steps.map(({ gradient }) => gradient).sort((a, b) => a - b);
const figures = {
  steps: steps.length,
  loss: Math.max(...steps.map(({ loss, theirLoss }) => Math.abs(loss - theirLoss))),
  medianGradient: gradients[Math.floor(gradients.length / 2)],
  largestGradient: gradients[gradients.length - 1],
  stepsBeyondRounding: gradients.filter((gradient) => gradient > ROUNDING).length,
  weights: Math.max(...steps.map(({ weights }) => weights)),
};
const largest = [...steps.entries()].sort(([, a], [, b]) => b.gradient - a.gradient).slice(0, 10);
writeResult(values.out ?? resultPath(`twin-steps-${options.dataset}`), {
  options: { ...options, seed },
  machine: await describeMachine(),
  figures,
  largest: largest.map(([step, { gradient, tensor }]) => ({ step, gradient, tensor })),
});
console.log(
  `small, ${options.dataset}, ${options.labels} labels, recipe ${options.recipe.name}, seed ${seed}: ${figures.steps} steps, each repeated by PyTorch from Querent's state.
losses within ${figures.loss.toExponential(1)}
gradients (worst tensor of a step) apart by ${figures.medianGradient.toExponential(1)} of their size in the median, ${figures.largestGradient.toExponential(1)} at most; ${figures.stepsBeyondRounding} steps beyond ${ROUNDING}
weights after the step within ${figures.weights.toExponential(1)}`,
);
