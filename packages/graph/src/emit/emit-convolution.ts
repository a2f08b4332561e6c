/** Convolutions as ONNX nodes, in the form the lowering chooses. */
import { convolveColumns, inputGradientColumns, kernelGradientColumns } from "./convolution-columns.ts";
import { convolveNative, inputGradientNative, kernelGradientGrouped } from "./convolution-native.ts";
import { convolveWinograd, inputGradientWinograd, kernelGradientWinograd } from "./convolution-winograd.ts";
import type { Emission, EmitterTable } from "./emission.ts";
import type { Convolution, ConvolutionForm } from "./lowering.ts";

type Convolutional = "conv2d" | "conv2dInputGradient" | "conv2dKernelGradient";

function formOf(node: Convolution, { lowering, constantOf }: Emission): ConvolutionForm {
  const bound = node.op !== "conv2dKernelGradient" && constantOf(node.inputs[1]) !== undefined;
  return lowering.form(node, bound);
}

export const convolutionEmitters: EmitterTable<Convolutional> = {
  conv2d: (node, emission) => {
    const form = formOf(node, emission);
    if (form === "native") return convolveNative(node, emission);
    if (form === "columns") return convolveColumns(node, emission);
    return convolveWinograd(node, form === "winograd2" ? 2 : 4, emission);
  },
  conv2dInputGradient: (node, emission) => {
    const form = formOf(node, emission);
    if (form === "native") return inputGradientNative(node, emission);
    if (form === "columns") return inputGradientColumns(node, emission);
    return inputGradientWinograd(node, form === "winograd2" ? 2 : 4, emission);
  },
  conv2dKernelGradient: (node, emission) => {
    const form = formOf(node, emission);
    if (form === "native") return kernelGradientGrouped(node, emission);
    if (form === "columns") return kernelGradientColumns(node, emission);
    return kernelGradientWinograd(node, form === "winograd2" ? 2 : 4, emission);
  },
};
