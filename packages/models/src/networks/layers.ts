/** The layers networks are made of: each declares its weights and applies them. */
import {
  add,
  batchNorm as normaliseByBatch,
  batchNormInference,
  conv2d,
  matmul,
  multiply,
  type Carried,
  type ConvolutionOptions,
  type Expression,
} from "@querent/graph";
import type { Initialiser, WeightLookup, WeightSpec } from "../weights/weight-spec.ts";

/** How kernels begin; biases and decay follow it. */
export type LayerStyle = "he" | "torch";

export interface Layer {
  readonly weights: readonly WeightSpec[];
  apply(x: Expression, weight: WeightLookup): Expression;
}

export interface NormalisingLayer {
  readonly weights: readonly WeightSpec[];
  apply(
    x: Expression,
    weight: WeightLookup,
    training: boolean,
  ): { y: Expression; carried: readonly Carried[] };
}

const BATCH_NORM_EPSILON = 1e-5;
const BATCH_NORM_MOMENTUM = 0.1;

/** y = x W + b: (N, inputs) -> (N, outputs). */
export function dense(name: string, inputs: number, outputs: number, style: LayerStyle): Layer {
  const weights = [
    kernelSpec(`${name}.weight`, [inputs, outputs], inputs, style),
    biasSpec(`${name}.bias`, outputs, inputs, style),
  ];
  return {
    weights,
    apply: (x, weight) => add(matmul(x, weight(`${name}.weight`)), weight(`${name}.bias`)),
  };
}

/** A square convolution over (N, H, W, inputs), with a bias if asked for. */
export function convolution(
  name: string,
  options: { size: number; inputs: number; outputs: number; bias: boolean; style: LayerStyle },
  geometry: ConvolutionOptions = {},
): Layer {
  const { size, inputs, outputs, bias, style } = options;
  const fanIn = size * size * inputs;
  const kernel = kernelSpec(`${name}.weight`, [size, size, inputs, outputs], fanIn, style);
  return {
    weights: bias ? [kernel, biasSpec(`${name}.bias`, outputs, fanIn, style)] : [kernel],
    apply(x, weight) {
      const y = conv2d(x, weight(`${name}.weight`), geometry);
      return bias ? add(y, weight(`${name}.bias`)) : y;
    },
  };
}

/**
 * Batch normalisation with PyTorch's running statistics: r' = 0.9 r + 0.1 s, where s is the batch mean or the
 * unbiased batch variance, n / (n - 1) times the biased one for n values a channel.
 */
export function batchNorm(name: string, channels: number): NormalisingLayer {
  const trained = { trained: true, decays: true };
  const statistic = { trained: false, decays: false };
  const one = (part: string, value: number, kind: typeof trained): WeightSpec => ({
    name: `${name}.${part}`,
    shape: [channels],
    init: { kind: "constant", value },
    ...kind,
  });
  return {
    weights: [
      one("scale", 1, trained),
      one("shift", 0, trained),
      one("mean", 0, statistic),
      one("variance", 1, statistic),
    ],
    apply(x, weight, training) {
      const [scale, shift] = [weight(`${name}.scale`), weight(`${name}.shift`)];
      const [runningMean, runningVariance] = [weight(`${name}.mean`), weight(`${name}.variance`)];
      if (!training) {
        const y = batchNormInference(x, scale, shift, runningMean, runningVariance, BATCH_NORM_EPSILON);
        return { y, carried: [] };
      }
      const { y, mean, variance } = normaliseByBatch(x, scale, shift, BATCH_NORM_EPSILON);
      const count = x.shape.slice(0, -1).reduce((product, side) => product * side, 1);
      return {
        y,
        carried: [
          { current: runningMean, next: follow(runningMean, mean, 1) },
          { current: runningVariance, next: follow(runningVariance, variance, count / (count - 1)) },
        ],
      };
    },
  };
}

function follow(running: Expression, batch: Expression, factor: number): Expression {
  return add(multiply(running, 1 - BATCH_NORM_MOMENTUM), multiply(batch, BATCH_NORM_MOMENTUM * factor));
}

function kernelSpec(name: string, shape: readonly number[], fanIn: number, style: LayerStyle): WeightSpec {
  const init: Initialiser = { kind: style === "he" ? "heNormal" : "torchUniform", fanIn };
  return { name, shape, init, trained: true, decays: true };
}

function biasSpec(name: string, outputs: number, fanIn: number, style: LayerStyle): WeightSpec {
  const init: Initialiser = style === "he" ? { kind: "constant", value: 0 } : { kind: "torchUniform", fanIn };
  return { name, shape: [outputs], init, trained: true, decays: style === "torch" };
}
