/** Convolutions as ONNX nodes, in the form the lowering chooses. */
import type { EmitterTable } from "./emission.ts";
import { convolveColumns, inputGradientColumns, kernelGradientColumns } from "./convolution-columns.ts";
import { convolveNative, inputGradientNative, kernelGradientGrouped } from "./convolution-native.ts";

type Convolutional = "conv2d" | "conv2dInputGradient" | "conv2dKernelGradient";

export const convolutionEmitters: EmitterTable<Convolutional> = {
  conv2d: (node, emission) =>
    emission.lowering.form(node, emission.constantOf(node.inputs[1]) !== undefined) === "native"
      ? convolveNative(node, emission)
      : convolveColumns(node, emission),
  conv2dInputGradient: (node, emission) =>
    emission.lowering.form(node, emission.constantOf(node.inputs[1]) !== undefined) === "native"
      ? inputGradientNative(node, emission)
      : inputGradientColumns(node, emission),
  conv2dKernelGradient: (node, emission) =>
    node.attributes.groups > 1
      ? kernelGradientGrouped(node, emission)
      : kernelGradientColumns(node, emission),
};
