/** Scores a classifier on the test part. */
import {
  accuracy,
  argmaxRows,
  crossEntropyPerItem,
  expectedCalibrationError,
  naturalLog,
  perClassRecall,
  rankingAccuracy,
  rowEntropy,
  rowNarrowness,
} from "@querent/core";
import type { Matrix } from "@querent/core";
import type { Predictions } from "@querent/models";
import { six, sixOrNull } from "../round-record.ts";
import type { Tested } from "../round-record.ts";

/** The smallest probability the mean test loss counts with, so that one rounded to zero does not make it infinite. */
const LEAST = 1e-12;

/**
 * Accuracy, recall of each class, calibration, mean loss, and how well the module's predicted loss, the entropy and the
 * margin order the test images by their true loss. The test images are never trained on. All to six decimals.
 *
 * @param labels (predictions.probabilities.rows)
 */
export function testClassifier(
  { probabilities, predictedLoss }: Predictions,
  labels: Int32Array,
  classes: number,
): Tested {
  const predicted = argmaxRows(probabilities);
  const losses = crossEntropyPerItem(probabilities, labels);
  const mostLoss = -naturalLog(LEAST);
  const ranked = (scores: ArrayLike<number>): number | null => sixOrNull(rankingAccuracy(scores, losses));
  return {
    metric: six(accuracy(predicted, labels)),
    parts: perClassRecall(predicted, labels, classes).map(sixOrNull),
    figures: { calibration: six(expectedCalibrationError(probabilities, labels)) },
    loss: six(losses.reduce((sum, loss) => sum + Math.min(loss, mostLoss), 0) / losses.length),
    ranking: {
      module: predictedLoss === undefined ? null : ranked(predictedLoss),
      entropy: ranked(eachRow(probabilities, rowEntropy)),
      margin: ranked(eachRow(probabilities, rowNarrowness)),
    },
  };
}

function eachRow(probabilities: Matrix, score: (of: Matrix, row: number) => number): Float64Array {
  return Float64Array.from({ length: probabilities.rows }, (_, row) => score(probabilities, row));
}
