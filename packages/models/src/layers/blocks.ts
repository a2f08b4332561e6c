/** Pieces of several layers that networks of all tasks are made of. */
import { add, relu, type Carried, type Expression } from "@querent/graph";
import type { WeightLookup, WeightSpec } from "../weights/weight-spec.ts";
import { batchNorm, convolution } from "./layers.ts";

/** A piece of a network: what it declares, and what it makes of its input; `carried` takes running statistics. */
export interface Part {
  readonly weights: readonly WeightSpec[];
  apply(x: Expression, weight: WeightLookup, training: boolean, carried: Carried[]): Expression;
}

/** Two 3x3 convolutions with batch norm and a shortcut: He et al., arXiv 1512.03385, figure 2; 1x1 where it changes shape. */
export function basicBlock(name: string, inputs: number, outputs: number, stride: number): Part {
  const first = convolutionAndNorm(`${name}.conv1`, 3, inputs, outputs, stride);
  const second = convolutionAndNorm(`${name}.conv2`, 3, outputs, outputs, 1);
  const changes = stride !== 1 || inputs !== outputs;
  const shortcut = changes ? convolutionAndNorm(`${name}.shortcut`, 1, inputs, outputs, stride) : undefined;
  return {
    weights: [first, second, ...(shortcut ? [shortcut] : [])].flatMap(({ weights }) => weights),
    apply(x, ...rest) {
      const y = second.apply(relu(first.apply(x, ...rest)), ...rest);
      return relu(add(y, shortcut ? shortcut.apply(x, ...rest) : x));
    },
  };
}

/** A convolution that keeps the size (but for its stride) without bias, and batch norm: names NAME.weight and NAME.norm. */
export function convolutionAndNorm(
  name: string,
  size: number,
  inputs: number,
  outputs: number,
  stride: number,
): Part {
  const conv = convolution(
    name,
    { size, inputs, outputs, bias: false },
    { strides: [stride, stride], padding: Math.floor((size - stride + 1) / 2) },
  );
  const norm = batchNorm(`${name}.norm`, outputs);
  return {
    weights: [...conv.weights, ...norm.weights],
    apply(x, weight, training, carried) {
      const normalised = norm.apply(conv.apply(x, weight), weight, training);
      carried.push(...normalised.carried);
      return normalised.y;
    },
  };
}
