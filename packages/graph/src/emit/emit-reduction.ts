/** Reductions, softmax and batch normalisation as ONNX nodes. */
import type { Expression } from "../expression.ts";
import { int, ints } from "./attributes.ts";
import type { Emission, EmitterTable } from "./emission.ts";

type Reducing = "reduceSum" | "reduceMean" | "reduceMax" | "softmax" | "logSoftmax";

function emitReduction(
  node: Expression<"reduceMean"> | Expression<"reduceMax">,
  opType: string,
  { builder, value }: Emission,
): string {
  const { axes, keepDims } = node.attributes;
  const x = value(node.inputs[0]);
  // To ONNX no axes means all of them.
  if (axes.length === 0) return x;
  return builder.add(opType, [x], { axes: ints(axes), keepdims: int(keepDims ? 1 : 0) });
}

export const reductionEmitters: EmitterTable<Reducing> = {
  reduceSum: ({ inputs: [x], attributes: { axes, keepDims } }, { builder, value }) =>
    axes.length === 0
      ? value(x)
      : builder.add("ReduceSum", [value(x), builder.int64s(axes)], { keepdims: int(keepDims ? 1 : 0) }),
  reduceMean: (node, emission) => emitReduction(node, "ReduceMean", emission),
  reduceMax: (node, emission) => emitReduction(node, "ReduceMax", emission),
  softmax: ({ inputs: [x] }, { builder, value }) => builder.add("Softmax", [value(x)], { axis: int(-1) }),
  logSoftmax: ({ inputs: [x] }, { builder, value }) =>
    builder.add("LogSoftmax", [value(x)], { axis: int(-1) }),
};
