/** A small real learner for the tests: softmax regression on pixels, with a linear module that learns its losses. */
import { permutation, split } from "@querent/core";
import type { Key, LastLayer, Matrix, PixelSet } from "@querent/core";
import type { Trains } from "../src/tasks/replay-subject.ts";
import { recipes } from "@querent/models";
import type { Classifier, ClassifierSettings, TrainedClassifier } from "@querent/models";

const epochs = 6;
const rate = 0.5;

export function softmaxLearner(
  settings: ClassifierSettings,
  pause: () => Promise<void> = nothing,
): Trains<Classifier> {
  const batchSizeFor = (labels: number): number => Math.min(8, labels);
  const stepsFor = (labels: number): number =>
    (settings.epochs ?? epochs) * Math.floor(labels / batchSizeFor(labels));
  return {
    settings,
    recipe: recipes[0],
    dropoutRate: 0.25,
    batchSizeFor,
    stepsFor,
    restore() {
      throw new Error("This learner keeps no weights.");
    },
    async train({ images, labels, indices, key, module, abort, progress }) {
      const size = images.height * images.width * images.channels;
      const weights = new Float64Array(settings.classes * (size + 1));
      const lossWeights = new Float64Array(settings.classes + 1);
      const batch = batchSizeFor(indices.length);
      const steps = stepsFor(indices.length);
      let finalLoss = 0;
      let order = new Int32Array(0);
      for (let step = 0; step < steps; step += 1) {
        if (abort?.aborted === true) throw abort.reason ?? new Error("aborted");
        const at = step % Math.floor(indices.length / batch);
        if (at === 0) order = Int32Array.from(permutation(orderKey(key, step), indices.length));
        let loss = 0;
        for (const place of order.subarray(at * batch, (at + 1) * batch)) {
          const item = indices[place];
          const p = forward(weights, images, item, settings.classes);
          const itemLoss = -Math.log(Math.max(1e-12, p[labels[item]]));
          loss += itemLoss / batch;
          learn(weights, images, item, p, labels[item], rate / batch, size);
          if (module !== undefined) learnLoss(lossWeights, p, itemLoss, module === "mse" ? 0.05 : 0.02);
        }
        finalLoss = loss;
        progress?.({ step: step + 1, steps, loss });
        await pause();
      }
      return trained(weights, module === undefined ? undefined : lossWeights, settings.classes, finalLoss);
    },
  };
}

async function nothing(): Promise<void> {}

function orderKey(key: Key, step: number): Key {
  return split(key, "order", step);
}

function trained(
  weights: Float64Array,
  lossWeights: Float64Array | undefined,
  classes: number,
  finalLoss: number,
): TrainedClassifier {
  return {
    weights: new Map(),
    hasModule: lossWeights !== undefined,
    finalLoss,
    lastLayer: lastLayerOf(weights, classes),
    async predict(images, indices, abort) {
      if (abort?.aborted === true) throw abort.reason ?? new Error("aborted");
      const size = images.height * images.width * images.channels;
      const probabilities = empty(indices.length, classes);
      const embeddings = empty(indices.length, size);
      const predictedLoss = new Float32Array(indices.length);
      indices.forEach((item, row) => {
        const p = forward(weights, images, item, classes);
        probabilities.data.set(p, row * classes);
        for (let j = 0; j < size; j += 1)
          embeddings.data[row * size + j] = images.data[item * size + j] / 255;
        if (lossWeights !== undefined) predictedLoss[row] = predictLoss(lossWeights, p);
      });
      return lossWeights === undefined
        ? { probabilities, embeddings }
        : { probabilities, embeddings, predictedLoss };
    },
    async losses({ images, indices, labels }) {
      return Float32Array.from(
        indices,
        (item) => -Math.log(forward(weights, images, item, classes)[labels[item]]),
      );
    },
    exportOnnx: async () => new Uint8Array(),
    release: nothing,
  };
}

/** The regression is its own last layer, over the pixels. */
function lastLayerOf(weights: Float64Array, classes: number): LastLayer {
  const size = weights.length / classes - 1;
  const out = { weights: empty(size, classes), bias: new Float32Array(classes) };
  for (let c = 0; c < classes; c += 1) {
    for (let j = 0; j < size; j += 1) out.weights.data[j * classes + c] = weights[c * (size + 1) + j];
    out.bias[c] = weights[c * (size + 1) + size];
  }
  return out;
}

function empty(rows: number, cols: number): Matrix {
  return { rows, cols, data: new Float32Array(rows * cols) };
}

function forward(weights: Float64Array, images: PixelSet, item: number, classes: number): Float64Array {
  const size = images.height * images.width * images.channels;
  const logits = new Float64Array(classes);
  for (let c = 0; c < classes; c += 1) {
    let sum = weights[c * (size + 1) + size];
    for (let j = 0; j < size; j += 1)
      sum += (weights[c * (size + 1) + j] * images.data[item * size + j]) / 255;
    logits[c] = sum;
  }
  const most = Math.max(...logits);
  const powers = logits.map((x) => Math.exp(x - most));
  const total = powers.reduce((a, b) => a + b, 0);
  return powers.map((x) => x / total);
}

function learn(
  weights: Float64Array,
  images: PixelSet,
  item: number,
  p: Float64Array,
  label: number,
  by: number,
  size: number,
): void {
  for (let c = 0; c < p.length; c += 1) {
    const slope = by * (p[c] - (c === label ? 1 : 0));
    for (let j = 0; j < size; j += 1)
      weights[c * (size + 1) + j] -= (slope * images.data[item * size + j]) / 255;
    weights[c * (size + 1) + size] -= slope;
  }
}

function predictLoss(weights: Float64Array, p: Float64Array): number {
  const sorted = [...p].sort((a, b) => b - a);
  return sorted.reduce((sum, value, c) => sum + weights[c] * value, weights[p.length]);
}

function learnLoss(weights: Float64Array, p: Float64Array, loss: number, by: number): void {
  const slope = by * (predictLoss(weights, p) - loss);
  [...p].sort((a, b) => b - a).forEach((value, c) => (weights[c] -= slope * value));
  weights[p.length] -= slope;
}
