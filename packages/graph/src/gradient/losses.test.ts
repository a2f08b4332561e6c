/** Gradients of what is composed from the primitives: losses, dropout, resizing. */
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Operator } from "../expression.ts";
import { checkGradients, type GradientCase } from "../testing/check-gradients.ts";
import { distinct, uniform } from "../testing/samples.ts";
import { constant } from "../ops/leaf.ts";
import { crossEntropy, dropout, hinge, smoothL1, squaredError } from "../ops/losses.ts";
import { resize2d } from "../ops/resize.ts";

const upTo = (max: number): fc.Arbitrary<number> => fc.integer({ min: 1, max });
const samples = fc.record({ rows: upTo(4), columns: upTo(4), seed: fc.nat() });

const crossEntropies = samples.map(({ rows, columns, seed }): GradientCase => {
  const labels = Int32Array.from(uniform([rows], seed + 1, 0, columns).data, Math.floor);
  return {
    inputs: [uniform([rows, columns], seed, -4, 4)],
    build: ([logits]) => crossEntropy(logits, constant(labels, [rows])),
  };
});

/** Distances are odd multiples of 0.05, so they miss 0 and beta. */
const smoothL1s = samples.map(({ rows, columns, seed }): GradientCase => ({
  inputs: [distinct([rows, columns], seed), distinct([rows, columns], seed + 1, 0.05)],
  build: ([x, target]) => smoothL1(x, target, 0.5),
}));

const squaredErrors = samples.map(({ rows, columns, seed }): GradientCase => ({
  inputs: [uniform([rows, columns], seed), uniform([columns], seed + 1)],
  build: ([x, target]) => squaredError(x, target),
}));

const hinges = samples.map(({ rows, seed }): GradientCase => {
  const signs = Float32Array.from(uniform([rows], seed + 1).data, Math.sign);
  return {
    inputs: [distinct([rows], seed)],
    build: ([score]) => hinge(score, constant(signs, [rows]), 0.5),
  };
});

const dropouts = samples.map(({ rows, columns, seed }): GradientCase => {
  const mask = Float32Array.from(uniform([rows, columns], seed + 1).data, (x) => (x > 0 ? 1 : 0));
  return {
    inputs: [uniform([rows, columns], seed)],
    build: ([x]) => dropout(x, constant(mask, [rows, columns]), 0.3),
  };
});

const resizes = fc
  .record({
    batch: upTo(2),
    from: fc.tuple(upTo(4), upTo(4)),
    to: fc.tuple(upTo(7), upTo(7)),
    mode: fc.constantFrom("nearest" as const, "bilinear" as const),
    seed: fc.nat(),
  })
  .map(({ batch, from, to, mode, seed }): GradientCase => ({
    inputs: [uniform([batch, ...from, 2], seed)],
    build: ([x]) => resize2d(x, ...to, mode),
  }));

const cases: readonly (readonly [string, Operator, fc.Arbitrary<GradientCase>])[] = [
  ["cross-entropy", "logSoftmax", crossEntropies],
  ["smooth L1", "clip", smoothL1s],
  ["the squared error", "subtract", squaredErrors],
  ["the hinge", "relu", hinges],
  ["dropout", "multiply", dropouts],
  ["resizing", "matmul", resizes],
];

test.each(cases)("the gradient of %s agrees with differences", (_, op, arbitrary) => {
  fc.assert(fc.property(arbitrary, (sample) => checkGradients(op, sample)));
});

test("a rate outside [0, 1) is refused", () => {
  const x = constant(Float32Array.of(1), [1]);
  expect(() => dropout(x, x, 1)).toThrow("[0, 1)");
});
