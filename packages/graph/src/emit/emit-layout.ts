/** Operators that move values, as ONNX nodes. */
import type { Shape } from "../expression.ts";
import { sizeOf } from "../shape.ts";
import { int, ints, text } from "./attributes.ts";
import type { EmitterTable } from "./emission.ts";
import type { GraphBuilder } from "./graph-builder.ts";

type Moving =
  "reshape" | "transpose" | "slice" | "pad" | "concat" | "broadcast" | "gather" | "scatterAdd" | "oneHot";

/** The same values under another shape; ONNX Runtime makes no copy. */
export function emitReshape(builder: GraphBuilder, x: string, shape: Shape): string {
  return builder.add("Reshape", [x, builder.int64s(shape)]);
}

/** Axis i of the result is axis permutation[i] of x. */
export function emitTranspose(builder: GraphBuilder, x: string, permutation: readonly number[]): string {
  return builder.add("Transpose", [x], { perm: ints(permutation) });
}

/** Zeros made at run time, so that they take no room in the file. */
export function emitZeros(builder: GraphBuilder, shape: Shape): string {
  return builder.add("ConstantOfShape", [builder.int64s(shape)]);
}

/** x[..., start:start + size, ...] along one axis. */
export function emitSlice(
  builder: GraphBuilder,
  x: string,
  axis: number,
  start: number,
  size: number,
): string {
  return builder.add("Slice", [
    x,
    builder.int64s([start]),
    builder.int64s([start + size]),
    builder.int64s([axis]),
  ]);
}

export const layoutEmitters: EmitterTable<Moving> = {
  reshape: ({ inputs: [x], shape }, { builder, value }) => emitReshape(builder, value(x), shape),
  transpose: ({ inputs: [x], attributes: { permutation } }, { builder, value }) =>
    emitTranspose(builder, value(x), permutation),
  slice: ({ inputs: [x], attributes: { starts, steps }, shape }, { builder, value }) => {
    if (shape.length === 0) return value(x);
    // Going down to index 0, the end is "before 0": ONNX counts negative ends from the back, so it needs -side - 1.
    const ends = shape.map((size, axis) => {
      const end = starts[axis] + size * steps[axis];
      return end < 0 ? -x.shape[axis] - 1 : end;
    });
    const axes = shape.map((_, axis) => axis);
    const lists = [starts, ends, axes, steps].map((list) => builder.int64s(list));
    return builder.add("Slice", [value(x), ...lists]);
  },
  pad: ({ inputs: [x], attributes: { before, after, value: fill } }, { builder, value }) =>
    builder.add("Pad", [value(x), builder.int64s([...before, ...after]), builder.floats([fill], [])]),
  concat: ({ inputs, attributes: { axis } }, { builder, value }) =>
    builder.add("Concat", inputs.map(value), { axis: int(axis) }),
  broadcast: ({ inputs: [x], shape }, { builder, value }) =>
    builder.add("Expand", [value(x), builder.int64s(shape)]),
  gather: ({ inputs: [x, indices], attributes: { axis } }, { builder, value }) =>
    builder.add("Gather", [value(x), value(indices)], { axis: int(axis) }),
  // ScatterElements adds in index order on one thread: repeated indices are safe and the sum is repeatable.
  scatterAdd: ({ inputs: [updates, indices], attributes: { axis }, shape }, { builder, value }) => {
    const count = sizeOf(indices.shape);
    const flat = [...shape.slice(0, axis), count, ...shape.slice(axis + 1)];
    const column = flat.map((_, a) => (a === axis ? count : 1));
    const wide = builder.add("Expand", [emitReshape(builder, value(indices), column), builder.int64s(flat)]);
    const rows = emitReshape(builder, value(updates), flat);
    return builder.add("ScatterElements", [emitZeros(builder, shape), wide, rows], {
      axis: int(axis),
      reduction: text("add"),
    });
  },
  oneHot: ({ inputs: [labels], attributes: { classes } }, { builder, value }) => {
    const column = emitReshape(builder, value(labels), [...labels.shape, 1]);
    const all = builder.int32s(
      Array.from({ length: classes }, (_, label) => label),
      [classes],
    );
    return builder.add("Cast", [builder.add("Equal", [column, all])], { to: int(1) }); // float32
  },
};
