/** Spearman's rank correlation. */

import { checkLengths } from "./check-lengths.ts";

/**
 * Pearson's correlation of the ranks of a and b, equal values sharing their average rank; in [-1, 1], undefined when
 * either list is constant. Source: Spearman 1904, doi 10.2307/1412159, with the usual correction for ties.
 *
 * @throws when the lengths differ or are zero, or a value is NaN
 */
export function spearman(a: ArrayLike<number>, b: ArrayLike<number>): number | undefined {
  checkLengths("a", a.length, "b", b.length);
  const x = averageRanks(a);
  const y = averageRanks(b);
  const middle = (a.length + 1) / 2;
  let xy = 0;
  let xx = 0;
  let yy = 0;
  for (let i = 0; i < x.length; i += 1) {
    const u = x[i] - middle;
    const v = y[i] - middle;
    xy += u * v;
    xx += u * u;
    yy += v * v;
  }
  if (xx === 0 || yy === 0) return undefined;
  return xy / Math.sqrt(xx * yy);
}

/** Ranks from 1 (the smallest); equal values share the mean of their ranks. */
export function averageRanks(values: ArrayLike<number>): Float64Array {
  const order = Array.from({ length: values.length }, (_, i) => i);
  for (const i of order)
    if (Number.isNaN(values[i])) throw new RangeError(`Value ${i} must be a number; got NaN.`);
  order.sort((i, j) => (values[i] < values[j] ? -1 : values[i] > values[j] ? 1 : 0));
  const ranks = new Float64Array(values.length);
  for (let start = 0; start < order.length;) {
    let end = start + 1;
    while (end < order.length && values[order[end]] === values[order[start]]) end += 1;
    for (let k = start; k < end; k += 1) ranks[order[k]] = (start + end + 1) / 2;
    start = end;
  }
  return ranks;
}
