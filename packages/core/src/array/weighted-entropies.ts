/** Entropies of mixtures of distributions: the product that batch-bald and epig spend their time in. */

import { entropyTerm } from "./entropy-term.ts";

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
  let total = 0;
  let r = 0;
  for (; r + 4 <= count; r += 4) total += fourRows(rows, weights, r, p, classes, k);
  for (; r < count; r += 1) total += oneRow(rows, weights, r, p, classes, k);
  return total;
}

/** Four rows and two classes at a time: eight sums stay in registers. */
function fourRows(
  rows: Float64Array,
  weights: Float64Array,
  r: number,
  p: Float64Array,
  classes: number,
  k: number,
): number {
  const row0 = r * k;
  const row1 = row0 + k;
  const row2 = row1 + k;
  const row3 = row2 + k;
  let entropy0 = 0;
  let entropy1 = 0;
  let entropy2 = 0;
  let entropy3 = 0;
  let c = 0;
  for (; c + 2 <= classes; c += 2) {
    const even = c * k;
    const odd = even + k;
    let a0 = 0;
    let a1 = 0;
    let a2 = 0;
    let a3 = 0;
    let b0 = 0;
    let b1 = 0;
    let b2 = 0;
    let b3 = 0;
    for (let j = 0; j < k; j += 1) {
      const a = p[even + j];
      const b = p[odd + j];
      const w0 = rows[row0 + j];
      const w1 = rows[row1 + j];
      const w2 = rows[row2 + j];
      const w3 = rows[row3 + j];
      a0 += w0 * a;
      a1 += w1 * a;
      a2 += w2 * a;
      a3 += w3 * a;
      b0 += w0 * b;
      b1 += w1 * b;
      b2 += w2 * b;
      b3 += w3 * b;
    }
    entropy0 += entropyTerm(a0) + entropyTerm(b0);
    entropy1 += entropyTerm(a1) + entropyTerm(b1);
    entropy2 += entropyTerm(a2) + entropyTerm(b2);
    entropy3 += entropyTerm(a3) + entropyTerm(b3);
  }
  if (c < classes) {
    const last = c * k;
    let a0 = 0;
    let a1 = 0;
    let a2 = 0;
    let a3 = 0;
    for (let j = 0; j < k; j += 1) {
      const a = p[last + j];
      a0 += rows[row0 + j] * a;
      a1 += rows[row1 + j] * a;
      a2 += rows[row2 + j] * a;
      a3 += rows[row3 + j] * a;
    }
    entropy0 += entropyTerm(a0);
    entropy1 += entropyTerm(a1);
    entropy2 += entropyTerm(a2);
    entropy3 += entropyTerm(a3);
  }
  return (
    weights[r] * entropy0 + weights[r + 1] * entropy1 + weights[r + 2] * entropy2 + weights[r + 3] * entropy3
  );
}

function oneRow(
  rows: Float64Array,
  weights: Float64Array,
  r: number,
  p: Float64Array,
  classes: number,
  k: number,
): number {
  let entropy = 0;
  for (let c = 0; c < classes; c += 1) {
    let v = 0;
    for (let j = 0; j < k; j += 1) v += rows[r * k + j] * p[c * k + j];
    entropy += entropyTerm(v);
  }
  return weights[r] * entropy;
}
