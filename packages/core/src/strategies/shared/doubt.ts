/** The model's doubt about one item as a number that is never negative. */

import type { Matrix } from "../../contracts.ts";
import { rowEntropy } from "../../array/row-entropy.ts";
import { rowNarrowness } from "../../array/row-narrowness.ts";

export const doubts = ["entropy", "margin", "least-confidence"] as const;

/** A way to measure doubt. */
export type Doubt = (typeof doubts)[number];

/**
 * "entropy": -sum_c p_c ln p_c in nats. "margin": 1 - (p_(1) - p_(2)), p_(1) and p_(2) the two largest probabilities.
 * "least-confidence": 1 - p_(1). Never negative, and higher = more doubt, so that they can be multiplied.
 *
 * @param item a row of the probabilities (n, classes)
 */
export function doubtOf(kind: Doubt, probabilities: Matrix, item: number): number {
  if (kind === "entropy") return rowEntropy(probabilities, item);
  if (kind === "margin") return 1 + rowNarrowness(probabilities, item);
  const { cols, data } = probabilities;
  let largest = 0;
  for (let j = item * cols; j < (item + 1) * cols; j += 1) if (data[j] > largest) largest = data[j];
  return 1 - largest;
}
