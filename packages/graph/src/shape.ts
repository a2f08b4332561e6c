/** Shape arithmetic: sizes, broadcasting, axes, output sizes of sliding windows. */
import type { Shape } from "./expression.ts";

/** The number of values: the product of the sides, 1 for a scalar. */
export function sizeOf(shape: Shape): number {
  return shape.reduce((product, side) => product * side, 1);
}

/** Whether two shapes have the same sides in the same order. */
export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((side, axis) => side === b[axis]);
}

/** Row-major strides of a shape, in elements. */
export function stridesOf(shape: Shape): number[] {
  const strides = new Array<number>(shape.length).fill(1);
  for (let axis = shape.length - 2; axis >= 0; axis--) strides[axis] = strides[axis + 1] * shape[axis + 1];
  return strides;
}

/** The common shape of two operands under numpy's rules: aligned at the right, a side of 1 stretches. */
export function broadcastShapes(a: Shape, b: Shape): number[] {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, axis) => {
    const left = a[axis - rank + a.length] ?? 1;
    const right = b[axis - rank + b.length] ?? 1;
    if (left !== right && left !== 1 && right !== 1)
      throw new Error(`Shapes must broadcast together; got [${a}] and [${b}], which differ at axis ${axis}.`);
    return left === 1 ? right : left;
  });
}

/** Axes as sorted non-negative numbers; negative ones count from the end. */
export function normaliseAxes(axes: readonly number[], rank: number): number[] {
  const out = axes.map((axis) => (axis < 0 ? axis + rank : axis)).sort((a, b) => a - b);
  out.forEach((axis, at) => {
    if (!Number.isInteger(axis) || axis < 0 || axis >= rank || axis === out[at - 1])
      throw new Error(`Axes must be distinct integers in [${-rank}, ${rank - 1}]; got [${axes}].`);
  });
  return out;
}

/** Positions of a sliding window: floor((size + padding - dilation (window - 1) - 1) / stride) + 1. */
export function windowCount(
  size: number,
  window: number,
  stride: number,
  dilation: number,
  paddingBefore: number,
  paddingAfter: number,
): number {
  const span = dilation * (window - 1) + 1;
  const room = size + paddingBefore + paddingAfter - span;
  if (room < 0)
    throw new Error(
      `A window must fit its padded input; got a span of ${span} on ${size} + ${paddingBefore} + ${paddingAfter}.`,
    );
  return Math.floor(room / stride) + 1;
}
