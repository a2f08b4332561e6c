/** Gradients of matrix products, convolutions and pooling. */
import type { Expression } from "../expression.ts";
import { conv2d, conv2dInputGradient, conv2dKernelGradient } from "../ops/convolution.ts";
import { reshape } from "../ops/layout.ts";
import { matmul } from "../ops/matmul.ts";
import { averagePool2d, averagePool2dGradient, maxPool2dGradient } from "../ops/pooling.ts";
import { sizeOf } from "../shape.ts";
import type { RuleTable } from "./rules.ts";
import { sumTo } from "./sum-to.ts";

type Convolutional =
  | "matmul"
  | "conv2d"
  | "conv2dInputGradient"
  | "conv2dKernelGradient"
  | "maxPool2d"
  | "averagePool2d"
  | "averagePool2dGradient";

export const convolutionRules: RuleTable<Convolutional> = {
  matmul: (node, dy) => {
    const [a, b] = node.inputs;
    const { transposeA, transposeB } = node.attributes;
    const da = transposeA
      ? matmul(b, dy, { transposeA: transposeB, transposeB: true })
      : matmul(dy, b, { transposeB: !transposeB });
    if (b.shape.length === 2 && a.shape.length > 2 && !transposeA)
      return [sumTo(da, a.shape), sharedRightGradient(a, dy, transposeB)];
    const db = transposeB
      ? matmul(dy, a, { transposeA: true, transposeB: transposeA })
      : matmul(a, dy, { transposeA: !transposeA });
    return [sumTo(da, a.shape), sumTo(db, b.shape)];
  },
  conv2d: ({ inputs: [x, kernel], attributes }, dy) => [
    conv2dInputGradient(dy, kernel, x.shape, attributes),
    conv2dKernelGradient(x, dy, kernel.shape, attributes),
  ],
  // <conv2dInputGradient(u, k), v> = <u, conv2d(v, k)>, and the kernel's share follows from the same bilinear form.
  conv2dInputGradient: ({ inputs: [upstream, kernel], attributes }, dy) => [
    conv2d(dy, kernel, attributes),
    conv2dKernelGradient(dy, upstream, kernel.shape, attributes),
  ],
  conv2dKernelGradient: ({ inputs: [x, upstream], attributes }, dy) => [
    conv2dInputGradient(upstream, dy, x.shape, attributes),
    conv2d(x, dy, attributes),
  ],
  maxPool2d: ({ inputs: [x], attributes }, dy) => [maxPool2dGradient(x, dy, attributes)],
  averagePool2d: ({ inputs: [x], attributes }, dy) => [averagePool2dGradient(dy, x.shape, attributes)],
  averagePool2dGradient: ({ attributes }, dy) => [averagePool2d(dy, attributes)],
};

/** The gradient of a matrix shared by all batches: one product over all rows instead of a sum of products. */
function sharedRightGradient(a: Expression, dy: Expression, transposed: boolean): Expression {
  const flat = (x: Expression): Expression => {
    const cols = x.shape[x.shape.length - 1];
    return reshape(x, [sizeOf(x.shape) / cols, cols]);
  };
  return transposed
    ? matmul(flat(dy), flat(a), { transposeA: true })
    : matmul(flat(a), flat(dy), { transposeA: true });
}
