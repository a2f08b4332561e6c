/** Importers of reductions over axes. */
import type { Expression } from "../../expression.ts";
import { negate, sqrt, square } from "../../ops/elementwise.ts";
import { reduceMax, reduceMean, reduceSum } from "../../ops/reduction.ts";
import { axisOf, inputOf, int, numbersFrom, type Call, type Importer, type Importers } from "./call.ts";
import {
  axisChannelsLast,
  channelsLast,
  fromChannelsLast,
  fromPlain,
  isChannelsLast,
  plain,
} from "./value.ts";

type Reduce = (x: Expression, axes: readonly number[], keepDims: boolean) => Expression;

const over =
  (reduce: Reduce): Importer =>
  (call) => {
    const value = inputOf(call, 0);
    const axes = axesOf(call, value.shape.length);
    if (axes.length === 0) return value;
    const keepDims = int(call, "keepdims", 1) !== 0;
    const last = isChannelsLast(value);
    if (last && keepDims)
      return fromChannelsLast(reduce(channelsLast(value), axes.map(axisChannelsLast), true));
    // What is left has the same order both ways when the channels go, or height and width do.
    if (last && (axes.includes(1) || (axes.includes(2) && axes.includes(3))))
      return fromPlain(reduce(channelsLast(value), axes.map(axisChannelsLast), false));
    return fromPlain(reduce(plain(value), axes, keepDims));
  };

function axesOf(call: Call, rank: number): number[] {
  const axes = numbersFrom(call, "axes", 1) ?? [];
  if (axes.length > 0) return axes.map((axis) => axisOf(axis, rank));
  if (int(call, "noop_with_empty_axes", 0) !== 0) return [];
  return Array.from({ length: rank }, (_, axis) => axis);
}

export const reduction: Importers = {
  ReduceMean: over(reduceMean),
  ReduceSum: over(reduceSum),
  ReduceMax: over(reduceMax),
  ReduceMin: over((x, axes, keepDims) => negate(reduceMax(negate(x), axes, keepDims))),
  ReduceL2: over((x, axes, keepDims) => sqrt(reduceSum(square(x), axes, keepDims))),
};
