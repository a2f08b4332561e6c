/** The share of each class's items that were predicted as that class. */

import { checkLengths } from "./check-lengths.ts";

/**
 * recall_c = #{i : predicted_i = label_i = c} / #{i : label_i = c}; undefined for a class without items.
 *
 * @param classes the number of classes; labels are in [0, classes)
 * @throws when the lengths differ or are zero, or a label is not a class
 */
export function perClassRecall(
  predicted: ArrayLike<number>,
  labels: ArrayLike<number>,
  classes: number,
): (number | undefined)[] {
  checkLengths("predicted", predicted.length, "labels", labels.length);
  const items = new Float64Array(classes);
  const right = new Float64Array(classes);
  for (let i = 0; i < labels.length; i += 1) {
    const label = labels[i];
    if (!Number.isInteger(label) || label < 0 || label >= classes) {
      throw new RangeError(`Labels must be integers in [0, ${classes}); got ${label} at place ${i}.`);
    }
    items[label] += 1;
    if (predicted[i] === label) right[label] += 1;
  }
  return Array.from(items, (count, c) => (count === 0 ? undefined : right[c] / count));
}
