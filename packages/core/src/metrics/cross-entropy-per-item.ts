/** The loss of each item under a model's probabilities. */

import type { Matrix } from "../contracts.ts";
import { naturalLog } from "../array/natural-log.ts";
import { checkLengths } from "./check-lengths.ts";

/**
 * loss_i = -ln p_i[label_i], in nats; infinite where the probability is zero.
 *
 * @param probabilities (n, classes)
 * @throws when the lengths differ or are zero, or a label is not a class
 */
export function crossEntropyPerItem(probabilities: Matrix, labels: ArrayLike<number>): Float64Array {
  checkLengths("probabilities", probabilities.rows, "labels", labels.length);
  const { cols, data } = probabilities;
  return Float64Array.from(labels, (label, i) => {
    if (!Number.isInteger(label) || label < 0 || label >= cols) {
      throw new RangeError(`Labels must be integers in [0, ${cols}); got ${label} at place ${i}.`);
    }
    return -naturalLog(data[i * cols + label]);
  });
}
