/** The layers networks are made of: each declares its weights and applies them. */
import {
  add,
  batchNorm as normaliseByBatch,
  batchNormInference,
  conv2d,
  matmul,
  multiply,
  sizeOf,
  type Carried,
  type ConvolutionOptions,
  type Expression,
} from "@querent/graph";
import type { WeightLookup, WeightSpec } from "../weights/weight-spec.ts";

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

/** y = x W + b: x (N, inputs), W (inputs, outputs), b (outputs) -> (N, outputs). */
export function dense(name: string, inputs: number, outputs: number): Layer {
  const weights = [
    uniformSpec(`${name}.weight`, [inputs, outputs], inputs),
    uniformSpec(`${name}.bias`, [outputs], inputs),
  ];
  return {
    weights,
    apply: (x, weight) => add(matmul(x, weight(`${name}.weight`)), weight(`${name}.bias`)),
  };
}

/**
 * A square convolution with a bias if asked for: x (N, H, W, inputs), kernel (size, size, inputs, outputs)
 * -> (N, H', W', outputs).
 */
export function convolution(
  name: string,
  options: { size: number; inputs: number; outputs: number; bias: boolean },
  geometry: ConvolutionOptions = {},
): Layer {
  const { size, inputs, outputs, bias } = options;
  const fanIn = size * size * inputs;
  const kernel = uniformSpec(`${name}.weight`, [size, size, inputs, outputs], fanIn);
  return {
    weights: bias ? [kernel, uniformSpec(`${name}.bias`, [outputs], fanIn)] : [kernel],
    apply(x, weight) {
      const y = conv2d(x, weight(`${name}.weight`), geometry);
      return bias ? add(y, weight(`${name}.bias`)) : y;
    },
  };
}

/**
 * Batch normalisation (Ioffe and Szegedy, arXiv 1502.03167) of x (..., channels) with PyTorch's running statistics:
 * r' = 0.9 r + 0.1 s, where s is the batch mean or the unbiased batch variance, n / (n - 1) times the biased one for n
 * values a channel.
 *
 * @throws when it is to train on one value a channel
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
      const count = sizeOf(x.shape.slice(0, -1));
      if (count < 2)
        throw new Error(
          `Batch normalisation needs at least two values a channel to train; got ${count} in [${x.shape}]. Use larger batches or images.`,
        );
      const { y, mean, variance } = normaliseByBatch(x, scale, shift, BATCH_NORM_EPSILON);
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

/** Kernels and biases begin and decay as PyTorch's do. */
function uniformSpec(name: string, shape: readonly number[], fanIn: number): WeightSpec {
  return { name, shape, init: { kind: "torchUniform", fanIn }, trained: true, decays: true };
}
