/** Entropies of mixtures of distributions: the product that batch-bald and epig spend their time in. */

import { entropyTerm } from "./entropy-term.ts";
import { rowDots } from "./linear-algebra/row-dots.ts";

const ROWS = 64; // mixed at once, so that their values stay in the fastest cache

/**
 * sum_r weights_r sum_c -v_rc ln v_rc with v_rc = sum_k rows_rk p_ck in nats, in float64 and in the order of k.
 *
 * @param rows (count, k)
 * @param weights (count)
 * @param p (classes, k)
 */
export function weightedEntropies(
  rows: Float64Array,
  weights: Float64Array,
  count: number,
  p: Float64Array,
  classes: number,
  k: number,
): number {
  const mixed = new Float64Array(Math.min(ROWS, count) * classes);
  let total = 0;
  for (let from = 0; from < count; from += ROWS) {
    const to = Math.min(count, from + ROWS);
    rowDots(rows, k, from, to, p, classes, mixed);
    for (let r = from, at = 0; r < to; r += 1) {
      let entropy = 0;
      for (let c = 0; c < classes; c += 1, at += 1) entropy += entropyTerm(mixed[at]);
      total += weights[r] * entropy;
    }
  }
  return total;
}
