/** How well the loss prediction module ranks losses, beside entropy and margin on the same items. */
import { crossEntropyPerItem, rankingAccuracy, rowEntropy, rowNarrowness, type Matrix } from "@querent/core";
import type { Predictions } from "./classifier-contract.ts";

/**
 * Of the pairs of items with different true losses, the share that each guess puts in their order; a tied guess
 * counts one half, and 0.5 is chance (`rankingAccuracy`). Undefined where all true losses are equal; `predictedLoss`
 * also where there is no module.
 */
export interface RankingReport {
  readonly items: number;
  readonly predictedLoss?: number;
  readonly entropy?: number;
  readonly margin?: number;
}

/**
 * Compares three guesses of each item's loss with its true loss -ln p[label]: the module's, the entropy
 * -sum p ln p, and minus the margin, p2 - p1 (largest probability p1, second largest p2). The items must not have been
 * trained on. Source: Yoo and Kweon 2019, arXiv 1905.03677, section 4.1.
 *
 * @param labels (n), the classes of the predicted items, in their order
 * @throws when there is not one label an item, or no item, or a label is not a class
 */
export function rankingReport(predictions: Predictions, labels: ArrayLike<number>): RankingReport {
  const { probabilities, predictedLoss } = predictions;
  const losses = crossEntropyPerItem(probabilities, labels);
  return {
    items: losses.length,
    ...(predictedLoss && { predictedLoss: rankingAccuracy(predictedLoss, losses) }),
    entropy: rankingAccuracy(scoreRows(probabilities, rowEntropy), losses),
    margin: rankingAccuracy(scoreRows(probabilities, rowNarrowness), losses),
  };
}

function scoreRows(of: Matrix, score: (of: Matrix, row: number) => number): Float64Array {
  return Float64Array.from({ length: of.rows }, (_, row) => score(of, row));
}
