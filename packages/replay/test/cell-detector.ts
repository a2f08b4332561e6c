/** A small real detector for the tests: each cell of an image is nothing, or a box of a class. */
import { generator, split } from "@querent/core";
import type { Key, PixelSet, TrueBoxes } from "@querent/core";
import type { Trains } from "../src/tasks/replay-subject.ts";
import { detectionRecipes } from "@querent/models";
import type { Detector, DetectorPredictions, DetectorSettings, DetectorView } from "@querent/models";
import { CELL, trainCells } from "./cell-net.ts";
import type { CellNet, CellView } from "./cell-net.ts";

export function cellDetector(settings: DetectorSettings): Trains<Detector> {
  const batchSizeFor = (labels: number): number => Math.min(4, labels);
  const stepsFor = (labels: number): number => 6 * Math.floor(labels / batchSizeFor(labels));
  return {
    settings,
    recipe: detectionRecipes[0],
    dropoutRate: 0.2,
    batchSizeFor,
    stepsFor,
    restore() {
      throw new Error("This learner keeps no weights.");
    },
    async train({ images, truth, indices, ...request }) {
      const kinds = settings.classes + 1;
      const cols = Math.floor(images.width / CELL);
      const cells = cols * Math.floor(images.height / CELL);
      const net = await trainCells({
        ...request,
        images,
        indices,
        kinds,
        truth: (item) => kindsOf(truth[item], cols, cells),
        batch: batchSizeFor(indices.length),
        steps: stepsFor(indices.length),
      });
      return {
        weights: new Map(),
        hasModule: request.module !== undefined,
        finalLoss: 0,
        predict: async (from, items, { view = {} } = {}) => predict(net, from, items, view),
        losses: async (examples) =>
          Float32Array.from(examples.indices, (item) =>
            net.lossOf(net.look(examples.images, item), kindsOf(examples.truth[item], cols, cells)),
          ),
        exportOnnx: async () => new Uint8Array(),
        release: async () => {},
      };
    },
  };
}

function kindsOf({ corners, classes, count }: TrueBoxes, cols: number, cells: number): Int8Array {
  const out = new Int8Array(cells);
  for (let b = 0; b < count; b += 1)
    out[(corners[4 * b + 1] / CELL) * cols + corners[4 * b] / CELL] = classes[b] + 1;
  return out;
}

function predict(net: CellNet, images: PixelSet, items: Int32Array, view: DetectorView): DetectorPredictions {
  const { kinds, cols } = net;
  const starts = new Int32Array(items.length + 1);
  const corners: number[] = [];
  const probabilities: number[] = [];
  const features: number[] = [];
  const predictedLoss = new Float32Array(items.length);
  const embeddings = new Float32Array(items.length * net.rows * cols);
  const found = Array.from(items, (item, i) => {
    const seen = net.look(images, item, viewOf(view, item));
    const mine: { corners: number[]; kind: number; score: number }[] = [];
    for (let cell = 0; cell < net.rows * cols; cell += 1) {
      const of = seen.subarray(cell * kinds, (cell + 1) * kinds);
      if (of[0] > 0.7) continue;
      const x = (cell % cols) * CELL;
      const y = Math.floor(cell / cols) * CELL;
      const kind = of.subarray(1).indexOf(Math.max(...of.subarray(1)));
      mine.push({ corners: [x, y, x + CELL, y + CELL], kind, score: of[kind + 1] });
      corners.push(x, y, x + CELL, y + CELL);
      const rounded = Float32Array.from([...of.subarray(1), of[0]]);
      probabilities.push(...rounded);
      features.push(...rounded.subarray(0, 2));
    }
    starts[i + 1] = starts[i] + mine.length;
    predictedLoss[i] = net.predictLoss(seen) ?? 0;
    embeddings.set(net.embed(images, item), i * net.rows * cols);
    mine.sort((a, b) => b.score - a.score);
    return {
      count: mine.length,
      corners: Float64Array.from(mine.flatMap((box) => box.corners)),
      classes: Int32Array.from(mine, ({ kind }) => kind),
      scores: Float64Array.from(mine, ({ score }) => score),
    };
  });
  const boxes = starts[items.length];
  const hasModule = items.length > 0 && net.predictLoss(net.look(images, items[0])) !== undefined;
  return {
    found,
    detections: {
      starts,
      corners: Float32Array.from(corners),
      probabilities: { rows: boxes, cols: kinds, data: Float32Array.from(probabilities) },
    },
    boxEmbeddings: { rows: boxes, cols: 2, data: Float32Array.from(features) },
    embeddings: { rows: items.length, cols: net.rows * cols, data: embeddings },
    ...(hasModule && { predictedLoss }),
  };
}

function viewOf({ mirrored, noise, dropout }: DetectorView, item: number): CellView {
  return {
    mirrored,
    ...(noise && { noise: noiseOf(noise.key, item, noise.deviation) }),
    ...(dropout && { dropped: maskOf(dropout, 0.2) }),
  };
}

function noiseOf(key: Key, item: number, deviation: number): () => number {
  const draw = generator(split(key, item));
  return () => deviation * draw.normal();
}

/** A mask over the weights, the same for every item and cell. */
export function maskOf(key: Key, rate: number): (weight: number) => boolean {
  const draw = generator(key);
  const mask: boolean[] = [];
  return (weight) => {
    while (mask.length <= weight) mask.push(draw.uniform() < rate);
    return mask[weight];
  };
}
