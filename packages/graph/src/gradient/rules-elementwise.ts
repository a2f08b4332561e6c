/** Gradients of the elementwise operators. */
import { makeExpression } from "../expression.ts";
import { add, divide, multiply, negate, sigmoid, square, step, subtract, where } from "../ops/elementwise.ts";
import type { ElementwiseOperator } from "../ops/elementwise.ts";
import type { RuleTable } from "./rules.ts";
import { sumTo } from "./sum-to.ts";

type Differentiable = Exclude<ElementwiseOperator, "step" | "stopGradient">;

export const elementwiseRules: RuleTable<Differentiable> = {
  negate: (_, dy) => [negate(dy)],
  exp: (y, dy) => [multiply(dy, y)],
  log: ({ inputs: [x] }, dy) => [divide(dy, x)],
  sqrt: (y, dy) => [divide(multiply(dy, 0.5), y)],
  reciprocal: (y, dy) => [negate(multiply(dy, square(y)))],
  abs: ({ inputs: [x] }, dy) => [multiply(dy, subtract(step(x), step(negate(x))))],
  // The sign of the output tells as much as that of the input, which can then be freed.
  relu: (y, dy) => [multiply(dy, step(y))],
  leakyRelu: ({ inputs: [x], attributes: { slope } }, dy) => [
    multiply(dy, add(multiply(step(x), 1 - slope), slope)),
  ],
  clip: ({ inputs: [x], attributes: { min, max } }, dy) => [
    multiply(dy, multiply(subtract(1, step(subtract(min, x))), subtract(1, step(subtract(x, max))))),
  ],
  sigmoid: (y, dy) => [multiply(dy, multiply(y, subtract(1, y)))],
  tanh: (y, dy) => [multiply(dy, subtract(1, square(y)))],
  softplus: ({ inputs: [x] }, dy) => [multiply(dy, sigmoid(x))],
  add: ({ inputs: [a, b] }, dy) => [sumTo(dy, a.shape), sumTo(dy, b.shape)],
  subtract: ({ inputs: [a, b] }, dy) => [sumTo(dy, a.shape), negate(sumTo(dy, b.shape))],
  multiply: ({ inputs: [a, b] }, dy) => [sumTo(multiply(dy, b), a.shape), sumTo(multiply(dy, a), b.shape)],
  divide: (y, dy) => {
    const [a, b] = y.inputs;
    const quotient = divide(dy, b);
    return [sumTo(quotient, a.shape), negate(sumTo(multiply(quotient, y), b.shape))];
  },
  maximum: ({ inputs: [a, b] }, dy) => {
    const toB = multiply(dy, step(subtract(b, a)));
    return [sumTo(subtract(dy, toB), a.shape), sumTo(toB, b.shape)];
  },
  minimum: ({ inputs: [a, b] }, dy) => {
    const toB = multiply(dy, step(subtract(a, b)));
    return [sumTo(subtract(dy, toB), a.shape), sumTo(toB, b.shape)];
  },
  where: ({ inputs: [mask, a, b] }, dy) => {
    const zero = makeExpression("constant", [], { data: new Float32Array(1) }, []);
    return [null, sumTo(where(mask, dy, zero), a.shape), sumTo(where(mask, zero, dy), b.shape)];
  },
};
