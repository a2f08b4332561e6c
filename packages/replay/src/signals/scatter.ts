/** Puts predictions of some rows in their places in the whole pool: a strategy reads its candidates alone. */
import type { Detections, HeatMaps, Matrix } from "@querent/core";

/** A matrix of n rows, those not predicted all zeros. */
export function scatter(from: Matrix, rows: Int32Array, n: number): Matrix {
  if (rows.length === n) return from; // all of them, in order
  return { rows: n, cols: from.cols, data: scattered(from.data, from.cols, rows, n) };
}

/** Heat maps of n items, those not predicted all zeros. */
export function scatterMaps(from: HeatMaps, rows: Int32Array, n: number): HeatMaps {
  if (rows.length === n) return from;
  const size = from.joints * from.height * from.width;
  return { ...from, rows: n, data: scattered(from.data, size, rows, n) };
}

/** Boxes of n items, none in those not predicted; `rows` ascend, so that the boxes stay where they are. */
export function scatterBoxes(from: Detections, rows: Int32Array, n: number): Detections {
  const starts = new Int32Array(n + 1);
  rows.forEach((row, i) => (starts[row + 1] = from.starts[i + 1] - from.starts[i]));
  for (let item = 0; item < n; item += 1) starts[item + 1] += starts[item];
  return { ...from, starts };
}

function scattered(from: Float32Array, size: number, rows: Int32Array, n: number): Float32Array {
  const data = new Float32Array(n * size);
  rows.forEach((row, i) => data.set(from.subarray(i * size, (i + 1) * size), row * size));
  return data;
}
