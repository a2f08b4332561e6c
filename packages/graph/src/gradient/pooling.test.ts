/** Gradients of pooling against differences, with overlapping, gapped and padded windows. */
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Expression, PoolGeometry, Shape } from "../expression.ts";
import { checkGradients, type GradientCase } from "../testing/check-gradients.ts";
import { interpret } from "../interpreter/interpret.ts";
import { pooling } from "../interpreter/pooling.ts";
import { distinct, uniform } from "../testing/samples.ts";
import { input } from "../ops/leaf.ts";
import {
  averagePool2d,
  averagePool2dGradient,
  globalAveragePool,
  maxPool2d,
  maxPool2dGradient,
} from "../ops/pooling.ts";
import { reduceSum } from "../ops/reduction.ts";
import { gradients } from "./gradients.ts";

interface Pooling {
  readonly x: Shape;
  readonly geometry: PoolGeometry;
  readonly seed: number;
}

const upTo = (max: number): fc.Arbitrary<number> => fc.integer({ min: 1, max });

const poolings: fc.Arbitrary<Pooling> = fc
  .tuple(upTo(3), upTo(3))
  .chain(([height, width]) =>
    fc.record({
      window: fc.constant<[number, number]>([height, width]),
      strides: fc.tuple(upTo(4), upTo(4)),
      padding: fc.tuple(fc.nat(height - 1), fc.nat(width - 1), fc.nat(height - 1), fc.nat(width - 1)),
      room: fc.tuple(fc.nat(4), fc.nat(4)),
      ends: fc.tuple(upTo(2), upTo(3)),
      seed: fc.nat(),
    }),
  )
  .map(({ room, ends: [batch, channels], seed, ...geometry }) => ({
    x: [batch, geometry.window[0] + room[0], geometry.window[1] + room[1], channels],
    geometry,
    seed,
  }));

const cases: Record<string, fc.Arbitrary<GradientCase>> = {
  maxPool2d: poolings.map(({ x, geometry, seed }) => ({
    inputs: [distinct(x, seed)],
    build: ([image]) => maxPool2d(image, geometry),
  })),
  averagePool2d: poolings.map(({ x, geometry, seed }) => ({
    inputs: [uniform(x, seed)],
    build: ([image]) => averagePool2d(image, geometry),
  })),
  averagePool2dGradient: poolings.map(({ x, geometry, seed }) => ({
    inputs: [uniform(averagePool2d(input("x", x), geometry).shape, seed)],
    build: ([dy]) => averagePool2dGradient(dy, x, geometry),
  })),
};

test("every pooling has a case, but for the adjoint that is refused", () => {
  expect([...Object.keys(cases), "maxPool2dGradient"].sort()).toEqual(Object.keys(pooling).sort());
});

test.each(Object.keys(cases))("the gradient of %s agrees with differences", (op) => {
  fc.assert(fc.property(cases[op], (sample) => checkGradients(op as keyof typeof pooling, sample)));
});

test("global average pooling differentiates", () => {
  checkGradients("reduceMean", {
    inputs: [uniform([2, 3, 2, 2], 1)],
    build: ([x]) => globalAveragePool(x),
  });
});

test("the first of tied entries in a window gets the gradient", () => {
  const x = input("x", [1, 2, 2, 1]);
  const [dx] = gradients(reduceSum(maxPool2d(x, { window: [2, 2] })), [x]);
  const feeds = { x: { shape: x.shape, data: Float64Array.of(1, 2, 2, 2) } };
  expect([...interpret({ outputs: { dx } }, feeds).dx.data]).toEqual([0, 1, 0, 0]);
});

test("a second derivative through max pooling is refused by name", () => {
  const x = input("x", [1, 2, 2, 1]);
  const twice = (dy: Expression): Expression[] =>
    gradients(
      reduceSum(maxPool2dGradient(x, dy, { window: [2, 2], strides: [2, 2], padding: [0, 0, 0, 0] })),
      [dy],
    );
  expect(() => twice(input("dy", [1, 1, 1, 1]))).toThrow("maxPool2dGradient");
});
