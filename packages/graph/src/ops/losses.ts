/** Losses per sample, composed from the primitives; reduce them yourself. */
import type { Expression } from "../expression.ts";
import { abs, add, clip, multiply, negate, relu, square, subtract } from "./elementwise.ts";
import type { Operand } from "./leaf.ts";
import { oneHot } from "./layout.ts";
import { logSoftmax, reduceSum } from "./reduction.ts";

/** -ln softmax(logits)[label]: logits (N, classes), labels int32 (N) -> (N), in nats. */
export function crossEntropy(logits: Expression, labels: Expression): Expression {
  const picked = multiply(logSoftmax(logits), oneHot(labels, logits.shape[logits.shape.length - 1]));
  return negate(reduceSum(picked, [-1]));
}

/** 0.5 d^2 / beta where |d| < beta, else |d| - 0.5 beta, elementwise (Girshick, arXiv 1504.08083, eq. 3). */
export function smoothL1(prediction: Expression, target: Operand, beta = 1): Expression {
  const distance = abs(subtract(prediction, target));
  const inner = clip(distance, 0, beta);
  // inner^2 / (2 beta) is the quadratic part; beyond beta the rest grows linearly.
  return add(multiply(square(inner), 0.5 / beta), subtract(distance, inner));
}

/** (prediction - target)^2, elementwise. */
export function squaredError(prediction: Expression, target: Operand): Expression {
  return square(subtract(prediction, target));
}

/** max(0, margin - sign score), elementwise; sign is +1 or -1. */
export function hinge(score: Expression, sign: Expression, margin = 1): Expression {
  return relu(subtract(margin, multiply(sign, score)));
}

/** x / keep where the mask is 1, else 0: `mask` holds 0 or 1 and is drawn by key outside the graph. */
export function dropout(x: Expression, mask: Expression, rate: number): Expression {
  if (!(rate >= 0 && rate < 1)) throw new Error(`The dropout rate must be in [0, 1); got ${rate}.`);
  return multiply(x, multiply(mask, 1 / (1 - rate)));
}
