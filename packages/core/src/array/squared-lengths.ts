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
    for (let i = start; i < end; i += 4) {
      // Four rows at once, in sums of their own: one alone would wait for each addition. Past the end the last repeats.
      const [p, q, r, s] = [0, 1, 2, 3].map((k) => rows[Math.min(i + k, end - 1)] * cols);
      let [a, b, c, d] = [0, 0, 0, 0];
      for (let j = 0; j < cols; j += 1) {
        a += data[p + j] * data[p + j];
        b += data[q + j] * data[q + j];
        c += data[r + j] * data[r + j];
        d += data[s + j] * data[s + j];
      }
      out.set([a, b, c, d].slice(0, end - i), i);
    }
  }
  await step(1);
  return out;
}
