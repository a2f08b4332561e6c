/** The squared error of the predicted loss: the paper's ablation of its ranking loss. */
import { reduceMean, squaredError, stopGradient, type Expression } from "@querent/graph";

/**
 * mean over samples of (p_i - l_i)^2; the true losses pass no gradient.
 * Yoo and Kweon 2019, arXiv 1905.03677, section 3.3.
 *
 * @param predicted (B)
 * @param losses (B)
 */
export function squaredErrorLoss(predicted: Expression, losses: Expression): Expression {
  return reduceMean(squaredError(predicted, stopGradient(losses)));
}
