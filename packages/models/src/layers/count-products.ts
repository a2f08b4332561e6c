/** Counts what a pass costs. */
import { ancestors, isOperator, sizeOf, type Expression } from "@querent/graph";

/**
 * Multiply-accumulate operations of all convolutions and matrix products that the outputs need: for each output value
 * of a convolution kh kw C / groups, of a product k. Whatever form the engine computes them in.
 */
export function countProducts(outputs: readonly Expression[]): number {
  return ancestors(outputs).reduce((sum, node) => {
    if (isOperator(node, "conv2d")) {
      const [kh, kw, channels] = node.inputs[1].shape;
      return sum + sizeOf(node.shape) * kh * kw * channels;
    }
    if (!isOperator(node, "matmul")) return sum;
    const [a] = node.inputs;
    return sum + sizeOf(node.shape) * a.shape[a.shape.length - (node.attributes.transposeA ? 2 : 1)];
  }, 0);
}
