/** Reductions over axes in float64, adding in row-major order. */
import type { Shape } from "../expression.ts";
import { sizeOf } from "../shape.ts";
import { eachIndex, offsetOf, zeros, type Rules, type Values } from "./values.ts";

export const reduction: Rules<"reduceSum" | "reduceMean" | "reduceMax"> = {
  reduceSum: ({ attributes: { axes }, shape }, [x]) => sum(x, axes, shape),
  reduceMean: ({ attributes: { axes }, shape }, [x]) => {
    const count = x.data.length / sizeOf(shape);
    return sum(x, axes, shape).map((total) => total / count);
  },
  reduceMax: ({ attributes: { axes }, shape }, [x]) => {
    const out = zeros(shape).fill(-Infinity);
    eachEntry(x, axes, (value, at) => (out[at] = Math.max(out[at], value)));
    return out;
  },
};

function sum(x: Values, axes: readonly number[], shape: Shape): Float64Array<ArrayBuffer> {
  const out = zeros(shape);
  eachEntry(x, axes, (value, at) => (out[at] += value));
  return out;
}

/** Visits each entry with the position of its group in the reduced tensor. */
function eachEntry(x: Values, axes: readonly number[], visit: (value: number, at: number) => void): void {
  const kept = x.shape.map((side, axis) => (axes.includes(axis) ? 1 : side));
  eachIndex(x.shape, (index, at) => {
    const group = index.map((i, axis) => (axes.includes(axis) ? 0 : i));
    visit(x.data[at], offsetOf(group, kept));
  });
}
