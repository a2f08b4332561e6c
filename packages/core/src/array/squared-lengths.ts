/** Squared lengths of rows. */

import type { Matrix } from "../contracts.ts";
import type { Step } from "../kernels/contract.ts";

const VALUES_A_STEP = 2e7;

/** ||x_r||^2 = sum_j x_rj x_rj for each of `rows`, in float64 in the order of j: bit for bit a kernel's product x.x. */
export async function squaredLengths(points: Matrix, rows: Int32Array, step: Step): Promise<Float64Array> {
  const { cols, data } = points;
  const out = new Float64Array(rows.length);
  const piece = Math.max(1, Math.floor(VALUES_A_STEP / cols));
  for (let start = 0; start < rows.length; start += piece) {
    await step(start / rows.length);
    const end = Math.min(rows.length, start + piece);
    for (let i = start; i < end; i += 1) {
      let sum = 0;
      for (let p = rows[i] * cols; p < (rows[i] + 1) * cols; p += 1) sum += data[p] * data[p];
      out[i] = sum;
    }
  }
  await step(1);
  return out;
}
