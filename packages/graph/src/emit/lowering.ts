/** Which ONNX form a convolution takes, by its shape. */
import type { Expression } from "../expression.ts";

/**
 * `columns`: one Gather into columns (N H' W', kh kw C) and a matrix product, on channels-last rows.
 * `native`: Transpose, Conv or ConvTranspose, Transpose.
 */
export type ConvolutionForm = "columns" | "native";

export type Convolution =
  Expression<"conv2d"> | Expression<"conv2dInputGradient"> | Expression<"conv2dKernelGradient">;

/** The choice; benchmarks pass their own. `bound` says that the kernel is a constant. */
export interface Lowering {
  form(node: Convolution, bound: boolean): ConvolutionForm;
}

export const defaultLowering: Lowering = {
  form: (node, bound) => (node.attributes.groups > 1 || bound ? "native" : "columns"),
};
