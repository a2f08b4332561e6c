/** The margin ranking loss that teaches the module which of two samples has the higher loss. */
import {
  hinge,
  multiply,
  reduceMean,
  slice,
  step,
  stopGradient,
  subtract,
  type Expression,
} from "@querent/graph";

/**
 * mean over pairs (i, j = B - 1 - i), i < floor(B / 2), of max(0, -s (p_i - p_j) + margin), where s = +1 if
 * l_i > l_j and -1 otherwise, ties included. The true losses pass no gradient; the middle of an odd batch is in no
 * pair. Yoo and Kweon 2019, arXiv 1905.03677, eq. 2.
 *
 * @param predicted (B)
 * @param losses (B), the target task's loss of each sample
 * @throws when B < 2
 */
export function rankingLoss(predicted: Expression, losses: Expression, margin = 1): Expression {
  const [batch] = predicted.shape;
  if (predicted.shape.length !== 1 || losses.shape.length !== 1 || losses.shape[0] !== batch || batch < 2)
    throw new Error(
      `The ranking loss needs one predicted and one true loss for each of at least two samples; got [${predicted.shape}] and [${losses.shape}].`,
    );
  const difference = (x: Expression): Expression => {
    const pairs = batch >> 1;
    return subtract(slice(x, [0], [pairs]), slice(x, [batch - 1], [pairs], [-1]));
  };
  const sign = subtract(multiply(step(difference(stopGradient(losses))), 2), 1);
  return reduceMean(hinge(difference(predicted), sign, margin));
}
