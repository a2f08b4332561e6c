/** How well the module ranks losses, beside entropy and margin on the same items. */
import { crossEntropyPerItem, naturalLog, rankingAccuracy, type Matrix } from "@querent/core";
import type { Predictions } from "./classifier-contract.ts";

/**
 * Shares of item pairs put in the order of their true cross-entropy (see `rankingAccuracy`), in [0, 1];
 * undefined where all losses are equal, and for the module where there is none.
 */
export interface RankingReport {
  readonly items: number;
  readonly predictedLoss?: number;
  readonly entropy?: number;
  readonly margin?: number;
}

/**
 * Compares three guesses of each item's loss with the loss itself: the module's, the entropy of the probabilities, and
 * minus their margin (largest less second largest). The items must not have been trained on.
 *
 * @param labels (n), the classes of the predicted items
 */
export function rankingReport(predictions: Predictions, labels: ArrayLike<number>): RankingReport {
  const { probabilities, predictedLoss } = predictions;
  const losses = crossEntropyPerItem(probabilities, labels);
  return {
    items: losses.length,
    ...(predictedLoss && { predictedLoss: rankingAccuracy(predictedLoss, losses) }),
    entropy: rankingAccuracy(scoreRows(probabilities, entropyOf), losses),
    margin: rankingAccuracy(scoreRows(probabilities, negativeMarginOf), losses),
  };
}

function scoreRows({ rows, cols, data }: Matrix, score: (row: Float32Array) => number): Float64Array {
  return Float64Array.from({ length: rows }, (_, i) => score(data.subarray(i * cols, (i + 1) * cols)));
}

function entropyOf(row: Float32Array): number {
  return row.reduce((sum, p) => (p > 0 ? sum - p * naturalLog(p) : sum), 0);
}

function negativeMarginOf(row: Float32Array): number {
  const [first, second] = Float32Array.from(row).sort().toReversed();
  return second - first;
}
