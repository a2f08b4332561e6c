/** The two-dimensional pool on which the pictures of the strategies are drawn, with a real small model's signals. */
import {
  exponential,
  generator,
  keyFrom,
  logitsOf,
  matrix,
  naturalLog,
  row,
  softmaxInPlace,
  split,
} from "@querent/core";
import type { Ensemble, LastLayer, Matrix, SelectionRequest, Signals } from "@querent/core";
import { trainRegression } from "./train-regression.ts";

/** A pool of points, what is labelled, and everything a strategy can ask for. */
export interface ExamplePool {
  readonly points: Matrix; // (n, 2)
  readonly classes: Int32Array; // (n), the true ones
  readonly signals: Signals & Required<Pick<Signals, "lastLayer">>;
  readonly request: SelectionRequest;
}

const CLASSES = 3;
const PASSES = 30;
const COMMITTEE = 5;
const BATCH = 8;
const key = keyFrom("the picture of a strategy");

/** Clouds of points: [class, count, centre x, centre y, spread]. One is dense, one is small, two classes overlap. */
const CLOUDS: readonly (readonly [number, number, number, number, number])[] = [
  [0, 110, -2.2, 1.1, 0.55],
  [0, 40, -0.6, -1.7, 0.4],
  [1, 70, 1.1, 1.3, 0.7],
  [2, 70, 1.9, -0.5, 0.7],
  [2, 14, -2.6, -1.8, 0.25],
];
const OUTLIERS: readonly (readonly [number, number, number])[] = [
  [1, 3.9, 2.6],
  [2, 3.8, -2.4],
  [0, -4.1, 2.4],
];
/** Labelled from the start: [cloud, how many]. */
const LABELLED: readonly (readonly [number, number])[] = [
  [0, 4],
  [2, 4],
  [3, 4],
];

/**
 * 307 points, 12 of them labelled. The model is softmax regression on the two coordinates; passes and committee are
 * regressions on resampled labels, the predicted loss is interpolated from the losses of labelled points left out in
 * turn, targets lie in the small cloud below left, what is to be avoided in the dense one.
 */
export function examplePool(): ExamplePool {
  const draw = generator(split(key, "points"));
  const list: { at: readonly [number, number]; of: number; cloud: number }[] = [];
  CLOUDS.forEach(([of, count, x, y, spread], cloud) => {
    for (let i = 0; i < count; i += 1)
      list.push({ at: [x + spread * draw.normal(), y + spread * draw.normal()], of, cloud });
  });
  for (const [of, x, y] of OUTLIERS) list.push({ at: [x, y], of, cloud: -1 });

  const points = matrix(list.length, 2, Float32Array.from(list.flatMap(({ at }) => at)));
  const classes = Int32Array.from(list, ({ of }) => of);
  const labelled = Int32Array.from(
    LABELLED.flatMap(([cloud, count]) => placesOf(cloud).slice(0, count)),
  ).sort();
  const taken = new Set(labelled);
  const candidates = Int32Array.from(list.keys()).filter((i) => !taken.has(i));
  const lastLayer = trainRegression(points, classes, labelled, CLASSES);
  return {
    points,
    classes,
    signals: {
      probabilities: predict(points, lastLayer),
      embeddings: points,
      predictedLoss: interpolatedLoss(points, classes, labelled),
      passes: resampled("passes", PASSES),
      committee: resampled("committee", COMMITTEE),
      labels: classes.map((label, i) => (taken.has(i) ? label : -1)),
      lastLayer,
      targets: pointsOf(placesOf(4).slice(0, 3)),
      avoid: pointsOf(placesOf(0).slice(10, 22)),
    },
    request: {
      ids: Array.from(list.keys(), (i) => `point ${i}`),
      labelled,
      candidates,
      batchSize: BATCH,
      key,
    },
  };

  function placesOf(cloud: number): number[] {
    return Array.from(list.keys()).filter((i) => list[i].cloud === cloud);
  }

  function pointsOf(places: readonly number[]): Matrix {
    return matrix(places.length, 2, Float32Array.from(places.flatMap((i) => list[i].at)));
  }

  function resampled(name: string, members: number): Ensemble {
    const data = new Float32Array(members * points.rows * CLASSES);
    for (let member = 0; member < members; member += 1) {
      const again = generator(split(key, name, member));
      const sample = Int32Array.from(labelled, () => labelled[again.integer(labelled.length)]);
      const fitted = trainRegression(points, classes, sample, CLASSES);
      data.set(predict(points, fitted).data, member * points.rows * CLASSES);
    }
    return { members, rows: points.rows, cols: CLASSES, data };
  }
}

/** The model's probabilities of every point. */
export function predict(points: Matrix, lastLayer: LastLayer): Matrix {
  const out = matrix(points.rows, CLASSES);
  for (let i = 0; i < points.rows; i += 1)
    out.data.set(softmaxInPlace(logitsOf(lastLayer, row(points, i), new Float64Array(CLASSES))), i * CLASSES);
  return out;
}

/** sum_l w_l loss_l / sum_l w_l over labelled points l, loss_l with l left out of the training, w_l = e^(-2 ||x - x_l||^2). */
function interpolatedLoss(points: Matrix, classes: Int32Array, labelled: Int32Array): Float32Array {
  const losses = Array.from(labelled, (left) => {
    const rest = labelled.filter((i) => i !== left);
    const p = predict(points, trainRegression(points, classes, rest, CLASSES));
    return -naturalLog(p.data[left * CLASSES + classes[left]]);
  });
  return Float32Array.from({ length: points.rows }, (_, i) => {
    let sum = 0;
    let weights = 1e-9;
    labelled.forEach((l, at) => {
      const dx = points.data[2 * i] - points.data[2 * l];
      const dy = points.data[2 * i + 1] - points.data[2 * l + 1];
      const weight = exponential(-2 * (dx * dx + dy * dy));
      sum += weight * losses[at];
      weights += weight;
    });
    return sum / weights;
  });
}
