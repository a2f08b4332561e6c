/** Elementwise operators in float64. */
import type { Operator } from "../expression.ts";
import type { ElementwiseOperator } from "../ops/elementwise.ts";
import { broadcastOffset, fill, type Rule, type Rules } from "./values.ts";

function map<O extends Operator>(f: (x: number) => number): Rule<O> {
  return (_, [x]) => x.data.map(f) as Float64Array<ArrayBuffer>;
}

function zip<O extends Operator>(f: (a: number, b: number) => number): Rule<O> {
  return (node, [a, b]) =>
    fill(node.shape, (index) =>
      f(a.data[broadcastOffset(index, a.shape)], b.data[broadcastOffset(index, b.shape)]),
    );
}

export const elementwise: Rules<ElementwiseOperator> = {
  negate: map((x) => -x),
  exp: map(Math.exp),
  log: map(Math.log),
  sqrt: map(Math.sqrt),
  reciprocal: map((x) => 1 / x),
  abs: map(Math.abs),
  relu: map((x) => Math.max(x, 0)),
  leakyRelu: ({ attributes: { slope } }, [x]) => fill(x.shape, (_, at) => leak(x.data[at], slope)),
  clip: ({ attributes: { min, max } }, [x]) =>
    fill(x.shape, (_, at) => Math.min(Math.max(x.data[at], min), max)),
  // Both forms keep e^-|x| as the only exponential, so that nothing overflows.
  sigmoid: map((x) => (x >= 0 ? 1 : Math.exp(x)) / (1 + Math.exp(-Math.abs(x)))),
  softplus: map((x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)))),
  tanh: map(Math.tanh),
  step: map((x) => (x > 0 ? 1 : 0)),
  stopGradient: map((x) => x),
  add: zip((a, b) => a + b),
  subtract: zip((a, b) => a - b),
  multiply: zip((a, b) => a * b),
  divide: zip((a, b) => a / b),
  maximum: zip(Math.max),
  minimum: zip(Math.min),
  where: (node, [mask, a, b]) =>
    fill(node.shape, (index) => {
      const chosen = mask.data[broadcastOffset(index, mask.shape)] !== 0 ? a : b;
      return chosen.data[broadcastOffset(index, chosen.shape)];
    }),
};

function leak(x: number, slope: number): number {
  return x > 0 ? x : slope * x;
}
