/** Gradients of reductions against differences, over random axes with and without keepDims. */
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Expression, Shape } from "../expression.ts";
import { checkGradients, type GradientCase } from "../testing/check-gradients.ts";
import { interpret, type Feed } from "../interpreter/interpret.ts";
import { reduction } from "../interpreter/reduction.ts";
import { distinct, uniform } from "../testing/samples.ts";
import { input } from "../ops/leaf.ts";
import { reduceMax, reduceMean, reduceSum } from "../ops/reduction.ts";
import { gradients } from "./gradients.ts";

type Reduce = (x: Expression, axes?: readonly number[], keepDims?: boolean) => Expression;

function reductions(
  reduce: Reduce,
  values: (shape: Shape, seed: number) => Feed,
): fc.Arbitrary<GradientCase> {
  return fc
    .array(fc.integer({ min: 1, max: 4 }), { maxLength: 4 })
    .chain((shape) =>
      fc.record({
        shape: fc.constant(shape),
        axes: fc.option(fc.subarray(shape.map((_, axis) => axis)), { nil: undefined }),
        fromEnd: fc.boolean(),
        keepDims: fc.boolean(),
        seed: fc.nat(),
      }),
    )
    .map(({ shape, axes, fromEnd, keepDims, seed }) => ({
      inputs: [values(shape, seed)],
      build: ([x]) =>
        reduce(
          x,
          axes?.map((axis) => (fromEnd ? axis - shape.length : axis)),
          keepDims,
        ),
    }));
}

const cases: Record<string, fc.Arbitrary<GradientCase>> = {
  reduceSum: reductions(reduceSum, uniform),
  reduceMean: reductions(reduceMean, uniform),
  reduceMax: reductions(reduceMax, distinct),
};

test("every reduction has a case", () => {
  expect(Object.keys(cases).sort()).toEqual(Object.keys(reduction).sort());
});

test.each(Object.keys(cases))("the gradient of %s agrees with differences", (op) => {
  fc.assert(fc.property(cases[op], (sample) => checkGradients(op as keyof typeof reduction, sample)));
});

test("tied largest entries share the gradient", () => {
  const x = input("x", [4]);
  const [dx] = gradients(reduceMax(x), [x]);
  const feeds = { x: { shape: x.shape, data: Float64Array.of(1, 2, 2, 0) } };
  expect([...interpret({ outputs: { dx } }, feeds).dx.data]).toEqual([0, 0.5, 0.5, 0]);
});
