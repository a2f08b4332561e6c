/** Which ONNX form a convolution takes, by its shape. */
import type { Expression, Shape } from "../expression.ts";

/**
 * `columns`: one Gather into columns (N H' W', kh kw C) and a matrix product, on channels-last rows.
 * `winograd2`, `winograd4`: 3 x 3 kernels of stride 1 by minimal filtering over tiles of that side.
 * `native`: Transpose, Conv or ConvTranspose, Transpose.
 */
export type ConvolutionForm = "columns" | "winograd2" | "winograd4" | "native";

export type Convolution =
  Expression<"conv2d"> | Expression<"conv2dInputGradient"> | Expression<"conv2dKernelGradient">;

/** The choice; benchmarks pass their own. `bound` says that the kernel is a constant. */
export interface Lowering {
  form(node: Convolution, bound: boolean): ConvolutionForm;
}

/**
 * The rule, from measurements of training steps on two cores. A bound kernel (inference, frozen layers) goes to Conv,
 * whose blocked kernels are then prepared once. Minimal filtering wins wherever it applies, if there are channels
 * enough on both sides to pay for its transformations; columns take the rest, above all strides and the first layer.
 * Where 4 x 4 tiles are few, reading their 36 transformed kernels costs more than the products: there 2 x 2 wins.
 */
export const defaultLowering: Lowering = {
  form: (node, bound) => {
    if (node.attributes.groups > 1 || bound) return "native";
    const [, , channels, outputs] = kernelShapeOf(node);
    if (!fitsWinograd(node) || Math.min(channels, outputs) < 16) return "columns";
    const [batch, height, width] = resultShapeOf(node);
    return batch * Math.ceil(height / 4) * Math.ceil(width / 4) < 64 ? "winograd2" : "winograd4";
  },
};

/** The image whose tiles are computed: y forwards and for the kernel's gradient (which shares its patches), or dx. */
function resultShapeOf(node: Convolution): Shape {
  return node.op === "conv2dKernelGradient" ? node.inputs[1].shape : node.shape;
}

/** The kernel's shape (kh, kw, C / groups, O), whichever of the three it is. */
function kernelShapeOf(node: Convolution): readonly number[] {
  return node.op === "conv2dKernelGradient"
    ? (node as Expression<"conv2dKernelGradient">).attributes.kernelShape
    : node.inputs[1].shape;
}

/** Whether minimal filtering applies: 3 x 3, one group, no stride, no dilation. */
export function fitsWinograd(node: Convolution): boolean {
  const { strides, dilations, groups } = node.attributes;
  const [kh, kw] = kernelShapeOf(node);
  return kh === 3 && kw === 3 && groups === 1 && [...strides, ...dilations].every((n) => n === 1);
}
