/** Gradients of reductions, softmax and batch normalisation. */
import type { Expression } from "../expression.ts";
import { add, divide, exp, multiply, negate, sqrt, step, subtract } from "../ops/elementwise.ts";
import { broadcast, reshape } from "../ops/layout.ts";
import { reduceSum } from "../ops/reduction.ts";
import { sizeOf } from "../shape.ts";
import type { RuleTable } from "./rules.ts";

type Reducing = "reduceSum" | "reduceMean" | "reduceMax" | "softmax" | "logSoftmax" | "batchNorm";

/** A reduced gradient with its reduced axes back as sides of 1, ready to broadcast. */
function unreduce(x: Expression, axes: readonly number[], reduced: Expression): Expression {
  return reshape(
    reduced,
    x.shape.map((side, axis) => (axes.includes(axis) ? 1 : side)),
  );
}

export const reductionRules: RuleTable<Reducing> = {
  reduceSum: ({ inputs: [x], attributes: { axes } }, dy) => [broadcast(unreduce(x, axes, dy), x.shape)],
  reduceMean: ({ inputs: [x], attributes: { axes } }, dy) => {
    const count = axes.reduce((product, axis) => product * x.shape[axis], 1);
    return [broadcast(unreduce(x, axes, divide(dy, count)), x.shape)];
  },
  reduceMax: (y, dy) => {
    const [x] = y.inputs;
    const { axes } = y.attributes;
    const isLargest = subtract(1, step(subtract(unreduce(x, axes, y), x)));
    const share = divide(unreduce(x, axes, dy), reduceSum(isLargest, axes, true));
    return [multiply(isLargest, share)];
  },
  softmax: (y, dy) => [multiply(y, subtract(dy, reduceSum(multiply(dy, y), [-1], true)))],
  logSoftmax: (y, dy) => [subtract(dy, multiply(exp(y), reduceSum(dy, [-1], true)))],
  // The statistics of the batch depend on x: their share is part of dx, and nothing is sent to them apart.
  batchNorm: ({ inputs: [x, scale, shift, mean, variance], attributes: { epsilon, statistics } }, dy) => {
    const axes = x.shape.slice(0, -1).map((_, axis) => axis);
    const deviation = sqrt(add(variance, epsilon));
    const gain = divide(scale, deviation); // (C)
    const centred = subtract(x, mean);
    const dShift = reduceSum(dy, axes);
    const dScale = divide(reduceSum(multiply(dy, centred), axes), deviation);
    if (statistics === "running") {
      const dMean = negate(multiply(dShift, gain));
      const dVariance = divide(multiply(multiply(dScale, scale), -0.5), add(variance, epsilon));
      return [multiply(dy, gain), dScale, reshape(dShift, shift.shape), dMean, dVariance];
    }
    // dx = gain (dy - mean(dy) - xhat mean(dy xhat)), gathered into one multiple of dy, one of x, and a constant.
    const count = sizeOf(x.shape) / x.shape[x.shape.length - 1];
    // Counts are exact in float32 where their reciprocals are not, hence divided by.
    const slope = negate(divide(multiply(gain, dScale), multiply(deviation, count)));
    const offset = negate(divide(multiply(gain, dShift), count));
    const dx = add(add(multiply(dy, gain), multiply(centred, slope)), offset);
    return [dx, dScale, dShift, null, null];
  },
};
