/** The similarity (1 + cos) / 2, whose sums over a set need only the sum of the set's vectors. */

import type { Matrix } from "../../../contracts.ts";

/** A set of vectors of length one as their sum and their number. */
export interface VectorSum {
  readonly sum: Float64Array; // (d)
  readonly count: number;
}

/** The sum of some rows, in their order. @param rows all of them unless given */
export function vectorSum({ rows: all, cols, data }: Matrix, rows?: Int32Array): VectorSum {
  const sum = new Float64Array(cols);
  const count = rows?.length ?? all;
  for (let i = 0; i < count; i += 1) {
    const from = (rows === undefined ? i : rows[i]) * cols;
    for (let j = 0; j < cols; j += 1) sum[j] += data[from + j];
  }
  return { sum, count };
}

/** sum_k (1 + u_row . v_k) / 2 over the vectors v_k of the sum: zero or more. */
export function similarityToSum({ cols, data }: Matrix, row: number, { sum, count }: VectorSum): number {
  let product = 0;
  for (let j = 0; j < cols; j += 1) product += data[row * cols + j] * sum[j];
  return Math.max(0, (count + product) / 2);
}

/**
 * (1 + u_a . u_b) / 2 of two rows of length one: in [0, 1] but for rounding, never below 0. A row of zeros is similar by
 * 1/2 to every item, itself included.
 */
export function shiftedCosine({ cols, data }: Matrix, a: number, b: number): number {
  let product = 0;
  for (let j = 0; j < cols; j += 1) product += data[a * cols + j] * data[b * cols + j];
  return Math.max(0, (1 + product) / 2);
}
