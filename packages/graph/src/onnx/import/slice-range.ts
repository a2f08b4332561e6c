/** The ranges of an ONNX Slice: ends excluded, negative counts from the end, everything clamped into the tensor. */
import type { Shape } from "../../expression.ts";
import { axisOf } from "./call.ts";

export interface SliceArguments {
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  readonly axes: readonly number[];
  readonly steps: readonly number[];
}

/** For every axis of the shape the first entry, how many, and the step. A range that holds nothing is an error. */
export function slicesOf(
  shape: Shape,
  { starts, ends, axes, steps }: SliceArguments,
): { starts: number[]; sizes: number[]; steps: number[] } {
  const range = { starts: shape.map(() => 0), sizes: [...shape], steps: shape.map(() => 1) };
  axes.forEach((given, at) => {
    const axis = axisOf(given, shape.length);
    const side = shape[axis];
    const step = steps[at];
    // Backwards, the position before the first entry (-1) is a valid end.
    const [lowest, highest] = step > 0 ? [0, side] : [-1, side - 1];
    const clamp = (n: number): number => Math.min(highest, Math.max(lowest, n < 0 ? n + side : n));
    const [start, end] = [clamp(starts[at]), clamp(ends[at])];
    const size = Math.ceil((end - start) / step);
    if (!(size >= 1))
      throw new Error(
        `a slice must hold something; got ${starts[at]} to ${ends[at]} by ${step} of axis ${axis} with side ${side}`,
      );
    range.starts[axis] = start;
    range.sizes[axis] = size;
    range.steps[axis] = step;
  });
  return range;
}
