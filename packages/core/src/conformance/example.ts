/** Small selection problems, drawn from a seed, that every strategy can be asked to solve. */

import type { Matrix } from "../contracts.ts";
import type {
  Ensemble,
  HeatMaps,
  PointPasses,
  SelectionRequest,
  Signals,
  Strategy,
} from "../strategies/contract.ts";
import { matrix, takeRows } from "../array/matrix.ts";
import { generator } from "../random/generator.ts";
import { keyFrom, split } from "../random/key.ts";
import { permutation } from "../random/sample.ts";
import { boxesOf, takeDetections } from "../strategies/shared/boxes/take-detections.ts";
import { detectorSignals, poseSignals } from "./example-tasks.ts";

/** A problem: signals of a whole pool and what is asked. */
export interface Example {
  readonly signals: Signals;
  readonly request: SelectionRequest;
}

/** The size of a problem and its oddities. */
export interface ExampleShape {
  readonly seed: string;
  readonly items?: number;
  readonly labelled?: number;
  readonly batchSize?: number;
  /** "ties": every item alike. "duplicates": items in pairs. "zeros": every third item has an embedding of zeros, no boxes and empty heat maps. */
  readonly kind?: "plain" | "ties" | "duplicates" | "zeros";
}

const CLASSES = 4;
const COLUMNS = 6;
const MEMBERS = 5;
const OTHERS = 3;

/** Draws a problem; the last items of the pool are the labelled ones. */
export function example(shape: ExampleShape): Example {
  const { seed, items = 90, labelled = 12, batchSize = 7, kind = "plain" } = shape;
  const key = split(keyFrom("conformance"), seed);
  const draw = generator(key);
  const twins = Int32Array.from({ length: items }, (_, i) =>
    kind === "ties" ? 0 : kind === "duplicates" ? i - (i % 2) : i,
  );
  const isEmpty = (item: number): boolean => kind === "zeros" && item % 3 === 0;
  const probabilities = matrix(items, CLASSES);
  const embeddings = matrix(items, COLUMNS);
  const predictedLoss = new Float32Array(items);
  const labels = new Int32Array(items);
  const passes = emptyEnsemble(items);
  const committee = emptyEnsemble(items);
  const lastLayer = { weights: normals(COLUMNS, CLASSES), bias: normals(1, CLASSES).data };
  const targets = normals(OTHERS, COLUMNS);
  const avoid = normals(OTHERS, COLUMNS);
  for (let i = 0; i < items; i += 1) {
    labels[i] = draw.integer(CLASSES);
    const twin = twins[i];
    if (twin !== i) {
      for (const table of [probabilities, embeddings, ...parts(passes), ...parts(committee)])
        table.data.copyWithin(i * table.cols, twin * table.cols, (twin + 1) * table.cols);
      predictedLoss[i] = predictedLoss[twin];
      continue;
    }
    for (const table of [probabilities, ...parts(passes), ...parts(committee)]) drawDistribution(table, i);
    if (!isEmpty(i)) {
      for (let j = 0; j < COLUMNS; j += 1) embeddings.data[i * COLUMNS + j] = draw.normal();
    }
    predictedLoss[i] = draw.normal();
  }
  return {
    signals: {
      probabilities,
      embeddings,
      predictedLoss,
      passes,
      committee,
      labels,
      lastLayer,
      targets,
      avoid,
      ...detectorSignals(twins, isEmpty, key),
      ...poseSignals(twins, isEmpty, key),
    },
    request: {
      ids: Array.from({ length: items }, (_, i) => `images/${String(i).padStart(4, "0")}.png`),
      labelled: Int32Array.from({ length: labelled }, (_, i) => items - labelled + i),
      candidates: Int32Array.from({ length: items - labelled }, (_, i) => i),
      batchSize,
      key: keyFrom(seed),
    },
  };

  function normals(rows: number, cols: number): Matrix {
    return matrix(
      rows,
      cols,
      Float32Array.from({ length: rows * cols }, () => draw.normal()),
    );
  }

  function drawDistribution({ cols, data }: Matrix, i: number): void {
    const weights = Array.from({ length: cols }, () => draw.uniform() + 0.01);
    const sum = weights.reduce((a, b) => a + b);
    data.set(
      weights.map((w) => w / sum),
      i * cols,
    );
  }
}

/** The same problem with the rows of the pool, and the lists of indices, in another order. */
export function shuffled({ signals, request }: Example, seed: string): Example {
  const key = keyFrom(seed);
  const order = permutation(split(key, "rows"), request.ids.length); // new row i is old row order[i]
  const place = new Int32Array(order.length);
  order.forEach((old, i) => (place[old] = i));
  const moved = (rows: Int32Array, name: string): Int32Array =>
    permutation(split(key, name), rows.length).map((i) => place[rows[i]]);
  const all = signals as Required<Signals>;
  const movedEnsemble = (of: Ensemble): Ensemble => movedMembers(of, of.cols, order);
  const movedMaps = (of: HeatMaps): HeatMaps => ({
    ...of,
    data: takeRows(matrix(of.rows, of.joints * of.height * of.width, of.data), order).data,
  });
  return {
    signals: {
      ...signals,
      probabilities: takeRows(all.probabilities, order),
      embeddings: takeRows(all.embeddings, order),
      predictedLoss: Float32Array.from(order, (old) => all.predictedLoss[old]),
      passes: movedEnsemble(all.passes),
      committee: movedEnsemble(all.committee),
      labels: Int32Array.from(order, (old) => all.labels[old]),
      detections: takeDetections(all.detections, order),
      boxEmbeddings: takeRows(all.boxEmbeddings, boxesOf(all.detections.starts, order)),
      flippedDetections: takeDetections(all.flippedDetections, order),
      noisyDetections: all.noisyDetections.map((of) => takeDetections(of, order)),
      detectionPasses: all.detectionPasses.map((of) => takeDetections(of, order)),
      heatMaps: movedMaps(all.heatMaps),
      flippedHeatMaps: movedMaps(all.flippedHeatMaps),
      pointPasses: movedMembers<PointPasses>(all.pointPasses, 2 * all.pointPasses.joints, order),
    },
    request: {
      ...request,
      ids: Array.from(order, (old) => request.ids[old]),
      labelled: moved(request.labelled, "labelled"),
      candidates: moved(request.candidates, "candidates"),
    },
  };
}

/** A deep copy, so that a strategy can spoil it. */
export function copied(of: Example): Example {
  return copyOf(of);
}

function copyOf<T>(value: T): T {
  if (typeof value !== "object" || value === null) return value;
  if (ArrayBuffer.isView(value)) return (value as unknown as Float32Array).slice() as unknown as T;
  if (Array.isArray(value)) return value.map(copyOf) as T;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, copyOf(part)])) as T;
}

/** The problem with the strategy's own signals alone, so that it cannot lean on one it does not declare. */
export function narrowed({ signals, request }: Example, strategy: Strategy): Example {
  const entries = Object.entries(signals).filter(([name]) =>
    (strategy.needs as readonly string[]).includes(name),
  );
  return { signals: Object.fromEntries(entries) as Signals, request };
}

function emptyEnsemble(rows: number): Ensemble {
  return { members: MEMBERS, rows, cols: CLASSES, data: new Float32Array(MEMBERS * rows * CLASSES) };
}

/** The rows of each member, `cols` values each, in another order. */
function movedMembers<T extends Ensemble | PointPasses>(of: T, cols: number, order: Int32Array): T {
  const data = new Float32Array(of.data.length);
  parts({ ...of, cols }).forEach((part, m) => data.set(takeRows(part, order).data, m * part.data.length));
  return { ...of, data };
}

/** The tables of an ensemble's members, as views. */
function parts({ members, rows, cols, data }: Ensemble): Matrix[] {
  return Array.from({ length: members }, (_, m) =>
    matrix(rows, cols, data.subarray(m * rows * cols, (m + 1) * rows * cols)),
  );
}
