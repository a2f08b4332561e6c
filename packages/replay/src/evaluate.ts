/** Scores a trained model on the test part. */
import {
  accuracy,
  argmaxRows,
  crossEntropyPerItem,
  expectedCalibrationError,
  naturalLog,
  perClassRecall,
  rankingAccuracy,
} from "@querent/core";
import type { Matrix } from "@querent/core";
import type { Predictions } from "@querent/models";
import { six } from "./round-record.ts";
import type { RoundRecord } from "./round-record.ts";

/** The smallest probability the mean test loss counts with, so that one rounded to zero does not make it infinite. */
const LEAST = 1e-12;

/**
 * Accuracy, recall of each class, calibration, mean loss, and how well the module's predicted loss, the entropy and the
 * margin order the test images by their true loss. The test images are never trained on. All to six decimals.
 *
 * @param labels (predictions.probabilities.rows)
 */
export function evaluate(
  { probabilities, predictedLoss }: Predictions,
  labels: Int32Array,
  classes: number,
): Pick<RoundRecord, "accuracy" | "recall" | "calibration" | "loss" | "ranking"> {
  const predicted = argmaxRows(probabilities);
  const losses = crossEntropyPerItem(probabilities, labels);
  const mostLoss = -naturalLog(LEAST);
  const ranked = (scores: ArrayLike<number>): number | null => {
    const value = rankingAccuracy(scores, losses);
    return value === undefined ? null : six(value);
  };
  return {
    accuracy: six(accuracy(predicted, labels)),
    recall: perClassRecall(predicted, labels, classes).map((r) => (r === undefined ? null : six(r))),
    calibration: six(expectedCalibrationError(probabilities, labels)),
    loss: six(losses.reduce((sum, loss) => sum + Math.min(loss, mostLoss), 0) / losses.length),
    ranking: {
      module: predictedLoss === undefined ? null : ranked(predictedLoss),
      entropy: ranked(entropies(probabilities)),
      margin: ranked(narrowness(probabilities)),
    },
  };
}

/** H_i = -sum_c p_ic ln p_ic, in nats. */
function entropies({ rows, cols, data }: Matrix): Float64Array {
  const out = new Float64Array(rows);
  for (let i = 0; i < rows; i += 1)
    for (let c = i * cols; c < (i + 1) * cols; c += 1)
      if (data[c] > 0) out[i] -= data[c] * naturalLog(data[c]);
  return out;
}

/** The second largest probability minus the largest: the narrower the margin, the higher. */
function narrowness({ rows, cols, data }: Matrix): Float64Array {
  const out = new Float64Array(rows);
  for (let i = 0; i < rows; i += 1) {
    let first = -1;
    let second = -1;
    for (let c = i * cols; c < (i + 1) * cols; c += 1) {
      if (data[c] > first) {
        second = first;
        first = data[c];
      } else if (data[c] > second) second = data[c];
    }
    out[i] = second - first;
  }
  return out;
}
