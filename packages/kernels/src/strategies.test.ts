/** Picks, scores and reasons do not depend on the kernels: plain, on this thread, on one thread or on two. */
import {
  generator,
  keyFrom,
  matrix,
  strategies,
  type Detections,
  type HeatMaps,
  type Kernels,
  type Matrix,
  type Signals,
} from "@querent/core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createKernels } from "./node/create-kernels.ts";
import { createSolver } from "./solver/create-solver.ts";

const ITEMS = 400;
const LABELLED = 20;
const COLUMNS = 24;
const CLASSES = 5;
const MEMBERS = 6;

const draw = generator(keyFrom("threads"));
const normals = (rows: number, cols: number): Matrix =>
  matrix(
    rows,
    cols,
    Float32Array.from({ length: rows * cols }, () => draw.normal()),
  );

function distributions(rows: number): Matrix {
  const out = matrix(rows, CLASSES);
  for (let i = 0; i < rows; i += 1) {
    const weights = Array.from({ length: CLASSES }, () => draw.uniform() ** 3 + 0.01);
    const sum = weights.reduce((a, b) => a + b);
    out.data.set(
      weights.map((weight) => weight / sum),
      i * CLASSES,
    );
  }
  return out;
}

const ensemble = () => ({
  members: MEMBERS,
  rows: ITEMS,
  cols: CLASSES,
  data: distributions(MEMBERS * ITEMS).data,
});

/** Up to three boxes an item, the same number in every call. */
function detections(): Detections {
  const starts = Int32Array.from({ length: ITEMS + 1 }, (_, i) => Math.floor((3 * i) / 2));
  const boxes = starts[ITEMS];
  const corners = Float32Array.from(
    { length: 4 * boxes },
    (_, i) => 40 * draw.uniform() + (i % 4 > 1 ? 40 : 0),
  );
  return { starts, corners, probabilities: distributions(boxes) };
}

function heatMaps(): HeatMaps {
  const [joints, height, width] = [3, 7, 6];
  const data = normals(ITEMS, joints * height * width).data;
  return { rows: ITEMS, joints, height, width, data };
}

const found = detections();
const signals: Signals = {
  probabilities: distributions(ITEMS),
  embeddings: normals(ITEMS, COLUMNS),
  predictedLoss: normals(ITEMS, 1).data,
  passes: ensemble(),
  committee: ensemble(),
  labels: Int32Array.from({ length: ITEMS }, () => draw.integer(CLASSES)),
  lastLayer: { weights: normals(COLUMNS, CLASSES), bias: normals(1, CLASSES).data },
  targets: normals(4, COLUMNS),
  avoid: normals(4, COLUMNS),
  detections: found,
  boxEmbeddings: normals(found.probabilities.rows, COLUMNS),
  flippedDetections: detections(),
  noisyDetections: [detections(), detections()],
  detectionPasses: [detections(), detections()],
  heatMaps: heatMaps(),
  flippedHeatMaps: heatMaps(),
  pointPasses: { members: MEMBERS, rows: ITEMS, joints: 3, data: normals(MEMBERS * ITEMS, 6).data },
};
const request = {
  ids: Array.from({ length: ITEMS }, (_, i) => `item ${i}`),
  labelled: Int32Array.from({ length: LABELLED }, (_, i) => 7 * i),
  candidates: Int32Array.from({ length: ITEMS }, (_, i) => i).filter((i) => i % 7 !== 0 || i >= 7 * LABELLED),
  batchSize: 15,
  key: keyFrom(3),
};

describe.each(strategies.map((strategy) => [strategy.name, strategy] as const))("%s", (_name, strategy) => {
  const made: { name: string; kernels: Kernels & { release(): Promise<void> } }[] = [];
  beforeAll(async () => {
    made.push({ name: "on this thread", kernels: await createKernels({ threads: 2, smallWork: Infinity }) });
    made.push({ name: "on one thread", kernels: await createKernels({ threads: 1, smallWork: 0 }) });
    made.push({ name: "on two threads", kernels: await createKernels({ threads: 2, smallWork: 0 }) });
  });
  afterAll(async () => {
    for (const { kernels } of made) await kernels.release();
  });

  test("picks the same on every kernel", async () => {
    const solver = strategy.usesSolver === true ? await createSolver() : undefined;
    const plain = await strategy.select(signals, request, { solver });
    for (const { name, kernels } of made) {
      const { picks, scores, why } = await strategy.select(signals, request, { kernels, solver });
      expect([...picks], name).toEqual([...plain.picks]);
      expect([...scores], name).toEqual([...plain.scores]);
      expect(why, name).toEqual(plain.why);
    }
    await solver?.release();
  }, 60_000);
});
