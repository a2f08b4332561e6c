/** Reductions over axes, and the normalised exponentials of the last axis. */
import { makeExpression, requireFloat, type Expression } from "../expression.ts";
import { normaliseAxes } from "../shape.ts";

type Reduction = "reduceSum" | "reduceMean" | "reduceMax";

function reduce(
  op: Reduction,
  x: Expression,
  axes: readonly number[] | undefined,
  keepDims: boolean,
): Expression {
  requireFloat(op, x);
  const all = x.shape.map((_, axis) => axis);
  const over = axes === undefined ? all : normaliseAxes(axes, x.shape.length);
  const shape = keepDims
    ? x.shape.map((side, axis) => (over.includes(axis) ? 1 : side))
    : x.shape.filter((_, axis) => !over.includes(axis));
  return makeExpression(op, [x], { axes: over, keepDims }, shape);
}

/** The sum over the axes (all when not given). */
export function reduceSum(x: Expression, axes?: readonly number[], keepDims = false): Expression {
  return reduce("reduceSum", x, axes, keepDims);
}

/** The mean over the axes (all when not given). */
export function reduceMean(x: Expression, axes?: readonly number[], keepDims = false): Expression {
  return reduce("reduceMean", x, axes, keepDims);
}

/** The largest value over the axes (all when not given); tied entries share the gradient. */
export function reduceMax(x: Expression, axes?: readonly number[], keepDims = false): Expression {
  return reduce("reduceMax", x, axes, keepDims);
}

/** e^x / sum e^x over the last axis. */
export function softmax(x: Expression): Expression {
  return overLast("softmax", x);
}

/** x - ln sum e^x over the last axis. */
export function logSoftmax(x: Expression): Expression {
  return overLast("logSoftmax", x);
}

/**
 * The place of each entry among those of the last axis, largest first, from 0; of equal entries the earlier comes first.
 * Its gradient is zero. With it the k largest entries are those of rank below k, whatever k is for each row.
 */
export function descendingRank(x: Expression): Expression {
  return overLast("descendingRank", x);
}

/** The entries of the last axis, largest first. Its gradient is not defined: asking for it is an error. */
export function descendingSort(x: Expression): Expression {
  return overLast("descendingSort", x);
}

function overLast(
  op: "softmax" | "logSoftmax" | "descendingRank" | "descendingSort",
  x: Expression,
): Expression {
  requireFloat(op, x);
  if (x.shape.length === 0) throw new Error(`${op} needs at least one axis; got [].`);
  return makeExpression(op, [x], {}, x.shape);
}
