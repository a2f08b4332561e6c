/** The share of items whose predicted class is their label. */

import { checkLengths } from "./check-lengths.ts";

/**
 * accuracy = #{i : predicted_i = label_i} / n, in [0, 1].
 *
 * @throws when the lengths differ or are zero
 */
export function accuracy(predicted: ArrayLike<number>, labels: ArrayLike<number>): number {
  checkLengths("predicted", predicted.length, "labels", labels.length);
  let right = 0;
  for (let i = 0; i < labels.length; i += 1) if (predicted[i] === labels[i]) right += 1;
  return right / labels.length;
}
