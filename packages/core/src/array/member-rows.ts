/** What the members of an ensemble say of one item. */

import type { Ensemble } from "../strategies/contract.ts";

/**
 * The distributions of `item`, written to `out` (classes, members): out[c * members + m] = p_mc / sum_c p_mc in float64.
 * Rows may sum to one within 0.001 only; scaled to one, no measure of disagreement between them is below zero.
 */
export function memberRows({ members, rows, cols, data }: Ensemble, item: number, out: Float64Array): void {
  for (let m = 0; m < members; m += 1) {
    const start = (m * rows + item) * cols;
    let sum = 0;
    for (let c = 0; c < cols; c += 1) sum += data[start + c];
    for (let c = 0; c < cols; c += 1) out[c * members + m] = data[start + c] / sum;
  }
}
