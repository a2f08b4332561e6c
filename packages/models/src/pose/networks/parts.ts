/** The pieces that pose networks are put together from. */
import { add, maxPool2d, relu, type Carried, type Expression } from "@querent/graph";
import { batchNorm, convolution } from "../../layers/layers.ts";
import type { WeightLookup, WeightSpec } from "../../weights/weight-spec.ts";

/** A piece of a network: what it declares, and what it makes of its input; updates of statistics go to `carried`. */
export interface Part {
  readonly weights: readonly WeightSpec[];
  apply(x: Expression, weight: WeightLookup, training: boolean, carried: Carried[]): Expression;
}

/** Makes a part that keeps height and width: (N, H, W, inputs) -> (N, H, W, outputs). */
export type Block = (name: string, inputs: number, outputs: number) => Part;

/** A convolution as wide as asked for, its input padded so that a stride of 1 keeps height and width. */
export interface ConvolutionSize {
  readonly size: number;
  readonly inputs: number;
  readonly outputs: number;
  readonly bias: boolean;
  readonly stride?: number;
}

/** A convolution alone. */
export function plainConvolution(name: string, { stride = 1, ...options }: ConvolutionSize): Part {
  const padding = (options.size - 1) / 2;
  return convolution(name, options, { strides: [stride, stride], padding });
}

/** relu(norm(conv(x))). */
export function convolutionNormRelu(name: string, options: ConvolutionSize): Part {
  const conv = plainConvolution(name, options);
  const norm = batchNorm(`${name}.norm`, options.outputs);
  return {
    weights: [...conv.weights, ...norm.weights],
    apply(x, weight, training, carried) {
      const normalised = norm.apply(conv.apply(x, weight, training, carried), weight, training);
      carried.push(...normalised.carried);
      return relu(normalised.y);
    },
  };
}

/** conv(relu(norm(x))): the order of He et al. 2016, Identity mappings, arXiv 1603.05027. */
export function normReluConvolution(name: string, options: ConvolutionSize): Part {
  const norm = batchNorm(`${name}.norm`, options.inputs);
  const conv = plainConvolution(name, options);
  return {
    weights: [...norm.weights, ...conv.weights],
    apply(x, weight, training, carried) {
      const normalised = norm.apply(x, weight, training);
      carried.push(...normalised.carried);
      return conv.apply(relu(normalised.y), weight, training, carried);
    },
  };
}

/** Parts one after another. */
export function chain(...parts: readonly Part[]): Part {
  return {
    weights: parts.flatMap(({ weights }) => weights),
    apply: (x, ...rest) => parts.reduce((y, part) => part.apply(y, ...rest), x),
  };
}

/** branch(x) + x, or branch(x) + a 1x1 convolution of x where the number of channels changes. */
export function residual(name: string, inputs: number, outputs: number, bias: boolean, branch: Part): Part {
  if (inputs === outputs)
    return { weights: branch.weights, apply: (x, ...rest) => add(branch.apply(x, ...rest), x) };
  const shortcut = plainConvolution(`${name}.shortcut`, { size: 1, inputs, outputs, bias });
  return {
    weights: [...branch.weights, ...shortcut.weights],
    apply: (x, ...rest) => add(branch.apply(x, ...rest), shortcut.apply(x, ...rest)),
  };
}

/** The largest of each 2x2 pixels. */
export const halved: Part = { weights: [], apply: (x) => maxPool2d(x, { window: [2, 2] }) };
