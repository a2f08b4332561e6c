/** How narrow the margin between the two most likely classes of one row of probabilities is. */
import type { Matrix } from "../contracts.ts";

/** p_(2) - p_(1), with p_(1) and p_(2) the two largest probabilities of row i; in [-1, 0], higher = narrower. */
export function rowNarrowness({ cols, data }: Matrix, i: number): number {
  let first = 0;
  let second = 0;
  for (let j = i * cols; j < (i + 1) * cols; j += 1) {
    const p = data[j];
    if (p > first) {
      second = first;
      first = p;
    } else if (p > second) second = p;
  }
  return second - first;
}
