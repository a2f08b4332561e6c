/** Batch normalisation (Ioffe & Szegedy, arXiv 1502.03167). */
import { makeExpression, type Expression } from "../expression.ts";
import { square, subtract } from "./elementwise.ts";
import { reduceMean } from "./reduction.ts";

export interface BatchNorm {
  readonly y: Expression;
  readonly mean: Expression; // (C)
  readonly variance: Expression; // (C), biased: divided by the count
}

/**
 * y = scale (x - mean) / sqrt(variance + epsilon) + shift, with the batch's own statistics over all axes but
 * the last. x (..., C), scale and shift (C).
 */
export function batchNorm(x: Expression, scale: Expression, shift: Expression, epsilon = 1e-5): BatchNorm {
  requireChannels(x, [scale, shift]);
  const axes = x.shape.slice(0, -1).map((_, axis) => axis);
  const mean = reduceMean(x, axes);
  const variance = reduceMean(square(subtract(x, mean)), axes);
  const y = makeExpression(
    "batchNorm",
    [x, scale, shift, mean, variance],
    { epsilon, statistics: "batch" },
    x.shape,
  );
  return { y, mean, variance };
}

/** The same with given statistics, as inference uses it; they are treated as constants. */
export function batchNormInference(
  x: Expression,
  scale: Expression,
  shift: Expression,
  mean: Expression,
  variance: Expression,
  epsilon = 1e-5,
): Expression {
  requireChannels(x, [scale, shift, mean, variance]);
  return makeExpression(
    "batchNorm",
    [x, scale, shift, mean, variance],
    { epsilon, statistics: "running" },
    x.shape,
  );
}

function requireChannels(x: Expression, vectors: readonly Expression[]): void {
  const channels = x.shape[x.shape.length - 1];
  for (const { shape } of vectors)
    if (shape.length !== 1 || shape[0] !== channels)
      throw new Error(
        `Batch normalisation of [${x.shape}] needs vectors of shape [${channels}]; got [${shape}].`,
      );
}
