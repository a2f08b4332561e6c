/** Gradients of the operators that move values. */
import { gather, pad, reshape, scatterAdd, slice, transpose } from "../ops/layout.ts";
import type { Expression } from "../expression.ts";
import { constant } from "../ops/leaf.ts";
import type { RuleTable } from "./rules.ts";
import { sumTo } from "./sum-to.ts";

type Moving = "reshape" | "transpose" | "slice" | "pad" | "concat" | "broadcast" | "gather" | "scatterAdd";

export const layoutRules: RuleTable<Moving> = {
  reshape: ({ inputs: [x] }, dy) => [reshape(dy, x.shape)],
  transpose: ({ attributes: { permutation } }, dy) => {
    const inverse = permutation.map((_, axis) => permutation.indexOf(axis));
    return [transpose(dy, inverse)];
  },
  slice: ({ inputs: [x], attributes: { starts, steps }, shape }, dy) => [
    unslice(x, dy, starts, steps, shape),
  ],
  pad: ({ inputs: [x], attributes: { before } }, dy) => [slice(dy, before, x.shape)],
  concat: ({ inputs, attributes: { axis } }, dy) => {
    let start = 0;
    return inputs.map((part) => {
      const starts = dy.shape.map((_, a) => (a === axis ? start : 0));
      start += part.shape[axis];
      return slice(dy, starts, part.shape);
    });
  },
  broadcast: ({ inputs: [x] }, dy) => [sumTo(dy, x.shape)],
  gather: ({ inputs: [x, indices], attributes: { axis } }, dy) => [
    scatterAdd(dy, indices, x.shape, axis),
    null,
  ],
  scatterAdd: ({ inputs: [, indices], attributes: { axis } }, dy) => [gather(dy, indices, axis), null],
};

/** Puts the gradient of a slice back into zeros: padding for steps of one, a scatter along each strided axis. */
function unslice(
  x: Expression,
  dy: Expression,
  starts: readonly number[],
  steps: readonly number[],
  sizes: readonly number[],
): Expression {
  let out = dy;
  const before = starts.map((start, axis) => (steps[axis] === 1 ? start : 0));
  steps.forEach((step, axis) => {
    if (step === 1) return;
    const at = Int32Array.from({ length: sizes[axis] }, (_, i) => starts[axis] + i * step);
    const shape = out.shape.map((side, a) => (a === axis ? x.shape[a] : side));
    out = scatterAdd(out, constant(at, [at.length]), shape, axis);
  });
  const after = x.shape.map((side, axis) => side - before[axis] - out.shape[axis]);
  return before.some((n) => n > 0) || after.some((n) => n > 0) ? pad(out, before, after) : out;
}
