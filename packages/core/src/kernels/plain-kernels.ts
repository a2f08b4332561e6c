/** The kernels in plain TypeScript on one thread: the definition that every faster form must equal. */

import type { Matrix } from "../contracts.ts";
import type { Kernels, Step } from "./contract.ts";
import { matrix } from "../array/matrix.ts";
import { farthestFirst } from "./farthest-first.ts";
import { neighbours } from "./neighbours.ts";

const OPERATIONS_A_STEP = 2e7; // some tens of milliseconds between two steps

export const plainKernels: Kernels = {
  matrix: (rows, cols) => matrix(rows, cols),
  farthestFirst,
  neighbours,

  async within(points, rows, among, squaredRadius, step) {
    const starts = new Float64Array(rows.length + 1);
    const places: number[] = [];
    await inPieces(rows.length, among.length * points.cols, step, (i) => {
      for (let a = 0; a < among.length; a += 1)
        if (squaredDistance(points, rows[i], points, among[a]) <= squaredRadius) places.push(a);
      starts[i + 1] = places.length;
    });
    return { starts, places: Int32Array.from(places) };
  },

  async nearest(points, rows, centres, step) {
    const { places, squared } = await plainKernels.nearestTwo(points, rows, centres, step);
    return { places, squared };
  },

  async nearestTwo(points, rows, centres, step) {
    const places = new Int32Array(rows.length);
    const squared = new Float64Array(rows.length).fill(Infinity);
    const second = new Float64Array(rows.length).fill(Infinity);
    await inPieces(rows.length, centres.rows * points.cols, step, (i) => {
      for (let c = 0; c < centres.rows; c += 1) {
        const distance = squaredDistance(points, rows[i], centres, c);
        if (distance < squared[i]) {
          second[i] = squared[i];
          squared[i] = distance;
          places[i] = c;
        } else if (distance < second[i]) second[i] = distance;
      }
    });
    return { places, squared, second };
  },

  async distances(points, rows, others, step) {
    const out = new Float64Array(others.rows * rows.length);
    await inPieces(rows.length, others.rows * points.cols, step, (i) => {
      for (let o = 0; o < others.rows; o += 1)
        out[o * rows.length + i] = squaredDistance(points, rows[i], others, o);
    });
    return out;
  },

  async products(points, rows, others, step) {
    const out = new Float64Array(others.rows * rows.length);
    await inPieces(rows.length, others.rows * points.cols, step, (i) => {
      for (let o = 0; o < others.rows; o += 1) out[o * rows.length + i] = product(points, rows[i], others, o);
    });
    return out;
  },
};

/** Does `work(i)` for i from 0 to count - 1, stepping after every few tens of milliseconds' worth. */
async function inPieces(
  count: number,
  operationsEach: number,
  step: Step,
  work: (i: number) => void,
): Promise<void> {
  const piece = Math.max(1, Math.floor(OPERATIONS_A_STEP / Math.max(1, operationsEach)));
  for (let start = 0; start < count; start += piece) {
    await step(start / count);
    const end = Math.min(count, start + piece);
    for (let i = start; i < end; i += 1) work(i);
  }
  await step(1);
}

/** sum_j (x_ij - y_kj)^2 in float64, in the order of j. */
function squaredDistance(x: Matrix, i: number, y: Matrix, k: number): number {
  const { cols } = x;
  let sum = 0;
  for (let p = i * cols, q = k * cols; p < (i + 1) * cols; p += 1, q += 1) {
    const difference = x.data[p] - y.data[q];
    sum += difference * difference;
  }
  return sum;
}

/** sum_j x_ij y_kj in float64, in the order of j. */
function product(x: Matrix, i: number, y: Matrix, k: number): number {
  const { cols } = x;
  let sum = 0;
  for (let p = i * cols, q = k * cols; p < (i + 1) * cols; p += 1, q += 1) sum += x.data[p] * y.data[q];
  return sum;
}
