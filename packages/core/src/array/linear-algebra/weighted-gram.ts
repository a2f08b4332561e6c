/** Sums of weighted outer products of rows. */

import type { Step } from "../../kernels/contract.ts";

const OPERATIONS_A_STEP = 2e7;

/**
 * Adds sum_i w_i x_i x_i^T over the rows i in [from, to) to the lower triangle of `out` (cols, cols). Four rows are added at
 * once: out + (a + b + c + d), the same for any way of cutting the rows into pieces of multiples of four.
 *
 * @param weights w_i at weights[i]
 */
function addWeightedGram(
  data: Float64Array,
  cols: number,
  from: number,
  to: number,
  weights: Float64Array,
  out: Float64Array,
): void {
  let i = from;
  for (; i + 4 <= to; i += 4) {
    const p = i * cols;
    const q = p + cols;
    const r = q + cols;
    const s = r + cols;
    for (let j = 0; j < cols; j += 1) {
      const a = weights[i] * data[p + j];
      const b = weights[i + 1] * data[q + j];
      const c = weights[i + 2] * data[r + j];
      const d = weights[i + 3] * data[s + j];
      const at = j * cols;
      for (let k = 0; k <= j; k += 1)
        out[at + k] += a * data[p + k] + b * data[q + k] + c * data[r + k] + d * data[s + k];
    }
  }
  for (; i < to; i += 1) {
    const p = i * cols;
    for (let j = 0; j < cols; j += 1) {
      const a = weights[i] * data[p + j];
      const at = j * cols;
      for (let k = 0; k <= j; k += 1) out[at + k] += a * data[p + k];
    }
  }
}

/** Copies the lower triangle of a (n, n) to its upper one. */
export function mirrorLower(a: Float64Array, n: number): void {
  for (let i = 0; i < n; i += 1) for (let j = 0; j < i; j += 1) a[j * n + i] = a[i * n + j];
}

/** sum_i w_i x_i x_i^T over the rows i in [from, to), added to `out` (cols, cols), whose upper triangle is then a copy of the lower. */
export async function weightedGram(
  data: Float64Array,
  cols: number,
  from: number,
  to: number,
  weights: Float64Array,
  out: Float64Array,
  step: Step,
): Promise<void> {
  const piece = 4 * Math.ceil(OPERATIONS_A_STEP / (cols * cols) / 2);
  for (let start = from; start < to; start += piece) {
    await step((start - from) / (to - from));
    addWeightedGram(data, cols, start, Math.min(to, start + piece), weights, out);
  }
  mirrorLower(out, cols);
  await step(1);
}
