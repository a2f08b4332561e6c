/** Gradients of the elementwise operators against differences. */
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Expression, Shape } from "../expression.ts";
import { checkGradients, type GradientCase } from "../testing/check-gradients.ts";
import { elementwise } from "../interpreter/elementwise.ts";
import { distinct, uniform } from "../testing/samples.ts";
import { interpret, type Feed } from "../interpreter/interpret.ts";
import * as ops from "../ops/elementwise.ts";
import { constant, input } from "../ops/leaf.ts";
import { reduceSum } from "../ops/reduction.ts";
import { sizeOf } from "../shape.ts";
import { gradients } from "./gradients.ts";

const seeds = fc.nat();
const shapes = fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 3 });

/** Shapes that broadcast together: sides of a common shape become 1, leading axes vanish. */
function operands(count: number): fc.Arbitrary<Shape[]> {
  const squeeze = (common: Shape): fc.Arbitrary<Shape> =>
    fc
      .tuple(fc.array(fc.boolean(), { minLength: 3, maxLength: 3 }), fc.nat(common.length))
      .map(([keep, lead]) => common.map((side, axis) => (keep[axis] ? side : 1)).slice(lead));
  return shapes.chain((common) => fc.tuple(...Array.from({ length: count }, () => squeeze(common))));
}

function unary(
  build: (x: Expression) => Expression,
  values: (shape: Shape, seed: number) => Feed = (shape, seed) => uniform(shape, seed, -3, 3),
): fc.Arbitrary<GradientCase> {
  return fc.tuple(shapes, seeds).map(([shape, seed]) => ({
    inputs: [values(shape, seed)],
    build: ([x]) => build(x),
  }));
}

function binary(
  build: (a: Expression, b: Expression) => Expression,
  values: (shape: Shape, seed: number) => Feed = uniform,
): fc.Arbitrary<GradientCase> {
  return fc.tuple(operands(2), seeds).map(([[a, b], seed]) => ({
    inputs: [uniform(a, seed), values(b, seed + 1)],
    build: ([x, y]) => build(x, y),
  }));
}

/** Two operands that are nowhere within 0.05 of each other. */
function apart(build: (a: Expression, b: Expression) => Expression): fc.Arbitrary<GradientCase> {
  return fc.tuple(operands(2), seeds).map(([[a, b], seed]) => ({
    inputs: [distinct(a, seed), distinct(b, seed + 1, 0.05)],
    build: ([x, y]) => build(x, y),
  }));
}

const positive = (shape: Shape, seed: number): Feed => uniform(shape, seed, 0.5, 2);

const selections = fc.tuple(operands(3), seeds).map(([[m, a, b], seed]): GradientCase => {
  const mask = constant(
    Float32Array.from(uniform(m, seed).data, Math.sign).map((x) => Math.max(x, 0)),
    m,
  );
  return {
    inputs: [uniform(a, seed + 1), uniform(b, seed + 2)],
    build: ([x, y]) => ops.where(mask, x, y),
  };
});

const cases: Record<string, fc.Arbitrary<GradientCase>> = {
  negate: unary(ops.negate),
  exp: unary(ops.exp),
  log: unary(ops.log, positive),
  sqrt: unary(ops.sqrt, positive),
  reciprocal: unary(ops.reciprocal, positive),
  abs: unary(ops.abs, distinct),
  relu: unary(ops.relu, distinct),
  leakyRelu: unary((x) => ops.leakyRelu(x, 0.125), distinct),
  clip: unary((x) => ops.clip(x, -0.5, 1), distinct),
  sigmoid: unary(ops.sigmoid),
  tanh: unary(ops.tanh),
  softplus: unary(ops.softplus),
  add: binary(ops.add),
  subtract: binary(ops.subtract),
  multiply: binary(ops.multiply),
  divide: binary(ops.divide, positive),
  maximum: apart(ops.maximum),
  minimum: apart(ops.minimum),
  where: selections,
};

const flat = { step: ops.step, stopGradient: ops.stopGradient };

test("every elementwise operator has a case", () => {
  expect([...Object.keys(cases), ...Object.keys(flat)].sort()).toEqual(Object.keys(elementwise).sort());
});

test.each(Object.keys(cases))("the gradient of %s agrees with differences", (op) => {
  fc.assert(fc.property(cases[op], (sample) => checkGradients(op as keyof typeof elementwise, sample)));
});

test.each(Object.entries(flat))("no gradient passes through %s", (_, op) => {
  expect(gradientAt(op, [-1, 0, 2])).toEqual([0, 0, 0]);
});

test.each([
  ["relu", ops.relu, [0, 0, 1]],
  ["abs", ops.abs, [-1, 0, 1]],
  ["clip at 0 and 2", (x: Expression) => ops.clip(x, 0, 2), [0, 1, 1]],
  ["maximum with 0", (x: Expression) => ops.maximum(x, 0), [0, 1, 1]],
  ["minimum with 0", (x: Expression) => ops.minimum(x, 0), [1, 1, 0]],
])("at its kink, the gradient of %s is the one its documentation says", (_, op, expected) => {
  expect(gradientAt(op, [-1, 0, 2])).toEqual(expected);
});

test("a square of one tensor gathers both shares", () => {
  expect(gradientAt(ops.square, [-1, 0, 2])).toEqual([-2, 0, 4]);
});

function gradientAt(op: (x: Expression) => Expression, values: number[]): number[] {
  const x = input("x", [values.length]);
  const [dx] = gradients(reduceSum(op(x)), [x]);
  const data = Float64Array.from(values);
  const result = interpret({ outputs: { dx } }, { x: { shape: [sizeOf(x.shape)], data } });
  // Adding 0 turns -0 into 0.
  return [...result.dx.data].map((value) => value + 0);
}
