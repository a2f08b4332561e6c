/** Quadratic forms of many rows. */

import type { Step } from "../../kernels/contract.ts";
import { dot, rowDots } from "./row-dots.ts";

const OPERATIONS_A_STEP = 2e7;

/** out[i stride + offset] = x_i^T A x_i for the first `rows` rows, A (cols, cols). */
export async function quadraticForms(
  data: Float64Array,
  cols: number,
  rows: number,
  a: Float64Array,
  out: Float64Array,
  stride: number,
  offset: number,
  step: Step,
): Promise<void> {
  const piece = 4 * Math.ceil(OPERATIONS_A_STEP / (cols * cols) / 4);
  const products = new Float64Array(Math.min(piece, rows) * cols); // A x
  for (let from = 0; from < rows; from += piece) {
    await step(from / rows);
    const to = Math.min(rows, from + piece);
    rowDots(data, cols, from, to, a, cols, products);
    for (let i = from; i < to; i += 1)
      out[i * stride + offset] = dot(products, (i - from) * cols, data, i * cols, cols);
  }
  await step(1);
}
