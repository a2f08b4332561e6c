/** The loss of a single-shot detector, one an image. */
import {
  add,
  crossEntropy,
  descendingRank,
  divide,
  maximum,
  multiply,
  reduceSum,
  reshape,
  smoothL1,
  step,
  stopGradient,
  subtract,
  type Expression,
} from "@querent/graph";

/** What the anchors of a batch say, and what they should. */
export interface MultiboxInputs {
  readonly logits: Expression; // (B, A, classes + 1), the background last
  readonly offsets: Expression; // (B, A, 4)
  readonly classes: Expression; // (B, A) int32
  readonly targets: Expression; // (B, A, 4)
  readonly positives: Expression; // (B, A), 0 or 1
  readonly negatives: Expression; // (B, A), 0 or 1
}

/** Negatives that count for each positive one. */
const NEGATIVES = 3;

/**
 * l_i = (sum of the cross-entropy over the positive anchors and the hardest negative ones + sum of the smooth L1 distance
 * of the positives' offsets) / max(1, N_i), where N_i anchors are positive and the 3 max(1, N_i) negatives of the largest
 * cross-entropy count (of equals the earlier anchor). Liu et al. 2016, arXiv 1512.02325, equation 1 and section 2.2.
 *
 * *Departure:* the paper normalises by the matches of the whole batch and leaves images without boxes out. Here each
 * image has a loss of its own, since the loss prediction module predicts one an image, and an image without boxes
 * teaches what background looks like.
 *
 * @returns (B), in nats plus squared offsets
 */
export function multiboxLoss(inputs: MultiboxInputs): Expression {
  const { logits, offsets, classes, targets, positives, negatives } = inputs;
  const [batch] = positives.shape;
  const entropies = crossEntropy(logits, classes); // (B, A)
  const matched = maximum(reduceSum(positives, [1]), 1); // (B)
  const hardness = subtract(multiply(stopGradient(entropies), negatives), subtract(1, negatives)); // others last
  const kept = step(subtract(multiply(reshape(matched, [batch, 1]), NEGATIVES), descendingRank(hardness)));
  const counted = add(positives, multiply(kept, negatives));
  const confidence = reduceSum(multiply(entropies, counted), [1]);
  const distances = reduceSum(smoothL1(offsets, targets), [2]); // (B, A)
  const localisation = reduceSum(multiply(distances, positives), [1]);
  return divide(add(confidence, localisation), matched);
}
