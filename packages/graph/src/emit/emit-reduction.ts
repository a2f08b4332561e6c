/** Reductions and softmax as ONNX nodes. */
import type { Expression } from "../expression.ts";
import { sizeOf } from "../shape.ts";
import { int, ints } from "./attributes.ts";
import { emitReshape } from "./emit-layout.ts";
import type { Emission, EmitterTable } from "./emission.ts";

type Reducing =
  "reduceSum" | "reduceMean" | "reduceMax" | "softmax" | "logSoftmax" | "descendingRank" | "descendingSort";

type Summing = Expression<"reduceSum"> | Expression<"reduceMean">;

export const reductionEmitters: EmitterTable<Reducing> = {
  reduceSum: (node, emission) => {
    const { axes, keepDims } = node.attributes;
    const x = emission.value(node.inputs[0]);
    // To ONNX no axes means all of them.
    if (axes.length === 0) return x;
    if (isColumnSum(node)) return columnSum(node, 1, emission);
    const { builder } = emission;
    return builder.add("ReduceSum", [x, builder.int64s(axes)], { keepdims: int(keepDims ? 1 : 0) });
  },
  reduceMean: (node, emission) => {
    const { axes, keepDims } = node.attributes;
    const x = emission.value(node.inputs[0]);
    if (axes.length === 0) return x;
    if (isColumnSum(node))
      return columnSum(node, sizeOf(node.shape) / sizeOf(node.inputs[0].shape), emission);
    return emission.builder.add("ReduceMean", [x], { axes: ints(axes), keepdims: int(keepDims ? 1 : 0) });
  },
  reduceMax: ({ inputs: [x], attributes: { axes, keepDims } }, { builder, value }) =>
    axes.length === 0
      ? value(x)
      : builder.add("ReduceMax", [value(x)], { axes: ints(axes), keepdims: int(keepDims ? 1 : 0) }),
  softmax: ({ inputs: [x] }, { builder, value }) => builder.add("Softmax", [value(x)], { axis: int(-1) }),
  logSoftmax: ({ inputs: [x] }, { builder, value }) =>
    builder.add("LogSoftmax", [value(x)], { axis: int(-1) }),
  descendingRank: ({ inputs: [x] }, { builder, value }) => {
    const all = builder.int64s([x.shape[x.shape.length - 1]]);
    // TopK gives the lower index first where values tie; sorting the indices upwards inverts the permutation.
    const [, order] = builder.addMany("TopK", [value(x), all], { axis: int(-1), largest: int(1) }, 2);
    const [, ranks] = builder.addMany("TopK", [order, all], { axis: int(-1), largest: int(0) }, 2);
    return builder.add("Cast", [ranks], { to: int(1) }); // float32
  },
  descendingSort: ({ inputs: [x] }, { builder, value }) => {
    const all = builder.int64s([x.shape[x.shape.length - 1]]);
    return builder.addMany("TopK", [value(x), all], { axis: int(-1), largest: int(1) }, 2)[0];
  },
};

/** Whether the leading axes of a large tensor are summed: the statistics of channels, the gradients of shifts. */
function isColumnSum({ inputs: [x], attributes: { axes }, shape }: Summing): boolean {
  const leads = axes.every((axis, at) => axis === at) && axes.length < x.shape.length;
  const rows = sizeOf(x.shape) / sizeOf(shape);
  return leads && rows >= 64 && sizeOf(x.shape) >= 16384;
}

/**
 * A row of ones times the rows, in up to 16 parts side by side, and the sum of the parts: a third of the time of
 * ReduceSum, and rounding no worse, since each part is summed apart.
 */
function columnSum({ inputs: [x], shape }: Summing, weight: number, { builder, value }: Emission): string {
  const columns = sizeOf(shape);
  const rows = sizeOf(x.shape) / columns;
  const parts = [16, 8, 4, 2, 1].find((count) => rows % count === 0)!;
  const each = rows / parts;
  const weights = builder.floats(new Float32Array(each).fill(weight), [1, each]);
  const sums = builder.add("MatMul", [weights, emitReshape(builder, value(x), [parts, each, columns])]);
  const total = builder.add("ReduceSum", [sums, builder.int64s([0])], { keepdims: int(0) });
  return emitReshape(builder, total, shape);
}
