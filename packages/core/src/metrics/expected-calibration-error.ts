/** How far a model's confidence is from its accuracy. */

import type { Matrix } from "../contracts.ts";
import { argmaxRows } from "../array/matrix.ts";
import { checkLengths } from "./check-lengths.ts";

/**
 * ECE = sum_b (n_b / n) |accuracy_b - confidence_b| over equal-width bins ((b-1)/bins, b/bins] of the confidence
 * max_c p_c. Source: Guo, Pleiss, Sun and Weinberger 2017, arXiv 1706.04599, equation 3.
 *
 * @param probabilities (n, classes)
 * @throws when the lengths differ or are zero, or `bins` is not a positive integer
 */
export function expectedCalibrationError(
  probabilities: Matrix,
  labels: ArrayLike<number>,
  bins = 15,
): number {
  checkLengths("probabilities", probabilities.rows, "labels", labels.length);
  if (!Number.isInteger(bins) || bins < 1) {
    throw new RangeError(`bins must be an integer of at least 1; got ${bins}.`);
  }
  const gap = new Float64Array(bins); // right answers minus summed confidence
  const predicted = argmaxRows(probabilities);
  for (let i = 0; i < labels.length; i += 1) {
    const confidence = probabilities.data[i * probabilities.cols + predicted[i]];
    const bin = Math.min(bins - 1, Math.max(0, Math.ceil(confidence * bins) - 1));
    gap[bin] += (predicted[i] === labels[i] ? 1 : 0) - confidence;
  }
  let sum = 0;
  for (const value of gap) sum += Math.abs(value);
  return sum / labels.length;
}
