/** Gradients of batch normalisation, softmax and log-softmax against differences. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { checkGradients, type GradientCase } from "../testing/check-gradients.ts";
import { normalisation } from "../interpreter/normalisation.ts";
import { uniform } from "../testing/samples.ts";
import { interpret } from "../interpreter/interpret.ts";
import { batchNorm, batchNormInference } from "../ops/batch-norm.ts";
import { multiply } from "../ops/elementwise.ts";
import { input } from "../ops/leaf.ts";
import { descendingRank, logSoftmax, reduceSum, softmax } from "../ops/reduction.ts";
import { gradients } from "./gradients.ts";

/** At least six rows per channel, as images or as plain features. */
const batches = fc
  .record({
    lead: fc.constantFrom([6], [9], [2, 3], [3, 2, 2], [2, 4, 1]),
    channels: fc.integer({ min: 1, max: 3 }),
    seed: fc.nat(),
  })
  .map(({ lead, channels, seed }) => ({
    x: uniform([...lead, channels], seed, -5, 5),
    scale: uniform([channels], seed + 1, 0.5, 2),
    shift: uniform([channels], seed + 2),
    mean: uniform([channels], seed + 3),
    variance: uniform([channels], seed + 4, 1, 3),
  }));

const withBatchStatistics = batches.map(({ x, scale, shift }): GradientCase => ({
  inputs: [x, scale, shift],
  build: ([a, b, c]) => batchNorm(a, b, c, 1e-3).y,
}));

const withRunningStatistics = batches.map(({ x, scale, shift, mean, variance }): GradientCase => ({
  inputs: [x, scale, shift, mean, variance],
  build: ([a, b, c, d, e]) => batchNormInference(a, b, c, d, e, 0.125),
}));

const rows = (build: typeof softmax): fc.Arbitrary<GradientCase> =>
  fc
    .tuple(fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 3 }), fc.nat())
    .map(([shape, seed]) => ({ inputs: [uniform(shape, seed, -4, 4)], build: ([x]) => build(x) }));

const cases: Record<string, readonly fc.Arbitrary<GradientCase>[]> = {
  batchNorm: [withBatchStatistics, withRunningStatistics],
  softmax: [rows(softmax)],
  logSoftmax: [rows(logSoftmax)],
};

test("every normalisation has a case, or no gradient", () => {
  expect([...Object.keys(cases), "descendingRank", "descendingSort"].sort()).toEqual(
    Object.keys(normalisation).sort(),
  );
});

test.each(Object.keys(cases))("the gradient of %s agrees with differences", (op) => {
  for (const arbitrary of cases[op])
    fc.assert(fc.property(arbitrary, (sample) => checkGradients(op as keyof typeof normalisation, sample)));
});

test("no gradient passes through ranks", () => {
  const x = input("x", [2, 3]);
  const [dx] = gradients(reduceSum(multiply(descendingRank(x), x)), [x]);
  const { data } = interpret({ outputs: { dx } }, { x: uniform([2, 3], 4) }).dx;
  expect([...data].sort()).toEqual([0, 0, 1, 1, 2, 2]); // the ranks themselves, as if constant
});

test("the batch's own statistics differentiate when a loss uses them directly", () => {
  const inputs = [uniform([6, 2], 1, -5, 5), uniform([2], 2), uniform([2], 3)];
  checkGradients("reduceMean", { inputs, build: ([x, scale, shift]) => batchNorm(x, scale, shift).mean });
  checkGradients("reduceMean", { inputs, build: ([x, scale, shift]) => batchNorm(x, scale, shift).variance });
});
