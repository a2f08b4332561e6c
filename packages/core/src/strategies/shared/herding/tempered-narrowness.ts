/** How narrow the margin of one item is when its probabilities are taken at another temperature. */

import type { Matrix } from "../../../contracts.ts";
import { exponential } from "../../../array/exponential.ts";
import { naturalLog } from "../../../array/natural-log.ts";

/**
 * 1 - (q_(1) - q_(2)) with q_c = p_c^(1/T) / sum_k p_k^(1/T) and q_(1), q_(2) the two largest: the margin of the softmax
 * of the logits divided by T. In [0, 1]; 1 when the two are alike. At T = 1 the probabilities are taken as they are.
 */
export function temperedNarrowness({ cols, data }: Matrix, row: number, temperature: number): number {
  let first = 0;
  let second = 0;
  let sum = 0;
  for (let j = row * cols; j < (row + 1) * cols; j += 1) {
    const p = temperature === 1 ? data[j] : exponential(naturalLog(data[j]) / temperature);
    sum += p;
    if (p > first) {
      second = first;
      first = p;
    } else if (p > second) second = p;
  }
  const margin = temperature === 1 ? first - second : (first - second) / sum;
  return Math.max(0, 1 - margin);
}
