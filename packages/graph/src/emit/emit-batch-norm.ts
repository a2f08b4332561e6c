/** Batch normalisation as ONNX nodes. */
import { isOperator, type Expression } from "../expression.ts";
import { convolveNative } from "./convolution-native.ts";
import type { Emission, EmitterTable } from "./emission.ts";

export const batchNormEmitters: EmitterTable<"batchNorm"> = {
  // y = gain x + offset, with gain = scale / sqrt(variance + epsilon) and offset = shift - gain mean: two passes.
  batchNorm: (node, emission) => {
    const [x, scale, shift, mean, variance] = node.inputs;
    const { builder, value } = emission;
    const folded = foldIntoConvolution(node, emission);
    if (folded !== undefined) return folded;
    const epsilon = builder.floats([node.attributes.epsilon], []);
    const deviation = builder.add("Sqrt", [builder.add("Add", [value(variance), epsilon])]);
    const gain = builder.add("Div", [value(scale), deviation]);
    const offset = builder.add("Sub", [value(shift), builder.add("Mul", [gain, value(mean)])]);
    return builder.add("Add", [builder.add("Mul", [value(x), gain]), offset]);
  },
};

/** A convolution that only this normalisation reads takes gain and offset into its kernel when all are constants. */
function foldIntoConvolution(node: Expression<"batchNorm">, emission: Emission): string | undefined {
  const [x, ...parameters] = node.inputs;
  if (!isOperator(x, "conv2d") || emission.uses(x) > 1) return undefined;
  if (emission.constantOf(x.inputs[1]) === undefined) return undefined;
  const bound = parameters.map((parameter) => emission.constantOf(parameter)?.data);
  if (bound.includes(undefined)) return undefined;
  const [scale, shift, mean, variance] = bound as Float32Array[];
  const gain = scale.map((s, c) => s / Math.sqrt(variance[c] + node.attributes.epsilon));
  const offset = shift.map((s, c) => s - gain[c] * mean[c]);
  return convolveNative(x, emission, { gain, offset });
}
