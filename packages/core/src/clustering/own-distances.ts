/** Squared distances of points to the centres that they are assigned to. */

import type { Matrix } from "../contracts.ts";
import type { Step } from "../kernels/contract.ts";

const VALUES_A_STEP = 2e7;

/**
 * ||x_i - c_a(i)||^2 = sum_j (x_ij - c_j)^2 for the places i in `some`, in float64 in the order of j, as kernels do,
 * written to `out`.
 *
 * @param rows the row of each place
 * @param assignment a(i), for each place
 * @param out (places)
 */
export async function ownDistances(
  { cols, data }: Matrix,
  rows: Int32Array,
  some: Int32Array,
  centres: Matrix,
  assignment: Int32Array,
  out: Float64Array,
  step: Step,
): Promise<void> {
  const own = centres.data;
  const piece = 4 * Math.max(1, Math.floor(VALUES_A_STEP / (4 * cols)));
  const last = some.length - 1;
  for (let at = 0; at <= last; at += 4) {
    if (at % piece === 0) await step(at / some.length);
    // Four points at once, in sums of their own: one alone would wait for each addition. Past the end the last repeats.
    const p = some[at];
    const q = some[Math.min(at + 1, last)];
    const r = some[Math.min(at + 2, last)];
    const s = some[Math.min(at + 3, last)];
    const pRow = rows[p] * cols;
    const qRow = rows[q] * cols;
    const rRow = rows[r] * cols;
    const sRow = rows[s] * cols;
    const pOwn = assignment[p] * cols;
    const qOwn = assignment[q] * cols;
    const rOwn = assignment[r] * cols;
    const sOwn = assignment[s] * cols;
    let a = 0;
    let b = 0;
    let c = 0;
    let d = 0;
    for (let j = 0; j < cols; j += 1) {
      const u = data[pRow + j] - own[pOwn + j];
      const v = data[qRow + j] - own[qOwn + j];
      const w = data[rRow + j] - own[rOwn + j];
      const x = data[sRow + j] - own[sOwn + j];
      a += u * u;
      b += v * v;
      c += w * w;
      d += x * x;
    }
    out[p] = a;
    out[q] = b;
    out[r] = c;
    out[s] = d;
  }
}
