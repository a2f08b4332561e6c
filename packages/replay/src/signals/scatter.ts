/** Puts predictions of some rows in their places in the whole pool. */
import type { Matrix } from "@querent/core";

/** A matrix of n rows, those not predicted all zeros: a strategy reads its candidates alone. */
export function scatter(from: Matrix, rows: Int32Array, n: number): Matrix {
  const data = new Float32Array(n * from.cols);
  rows.forEach((row, i) => data.set(from.data.subarray(i * from.cols, (i + 1) * from.cols), row * from.cols));
  return { rows: n, cols: from.cols, data };
}
