/** Gradients of the operators that move values against differences. */
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Shape } from "../expression.ts";
import { checkGradients, type GradientCase } from "../testing/check-gradients.ts";
import { interpret } from "../interpreter/interpret.ts";
import { layout } from "../interpreter/layout.ts";
import { uniform } from "../testing/samples.ts";
import { constant, input } from "../ops/leaf.ts";
import * as ops from "../ops/layout.ts";
import { multiply } from "../ops/elementwise.ts";
import { reduceSum } from "../ops/reduction.ts";
import { gradients } from "./gradients.ts";

const upTo = (max: number): fc.Arbitrary<number> => fc.integer({ min: 1, max });
const shapes = fc.array(upTo(4), { minLength: 1, maxLength: 4 });
const seeds = fc.nat();

const transposes = shapes
  .chain((shape) =>
    fc.tuple(fc.constant(shape), fc.shuffledSubarray([...shape.keys()], { minLength: shape.length }), seeds),
  )
  .map(([shape, permutation, seed]): GradientCase => ({
    inputs: [uniform(shape, seed)],
    build: ([x]) => ops.transpose(x, permutation),
  }));

/** A new order of the sides and all of them in one, so that the shape always changes. */
const reshapes = fc.tuple(shapes, seeds).map(([shape, seed]): GradientCase => ({
  inputs: [uniform(shape, seed)],
  build: ([x]) => ops.reshape(ops.reshape(x, [1, -1]), [...shape.toReversed(), 1]),
}));

/** One axis of a slice: where it starts, how many entries it takes and its step, of either sign. */
const cut = (side: number): fc.Arbitrary<{ start: number; size: number; step: number }> =>
  fc
    .record({ start: fc.nat(side - 1), step: fc.constantFrom(-3, -2, -1, 1, 2, 3) })
    .chain(({ start, step }) => {
      const room = step > 0 ? side - 1 - start : start;
      const size = fc.integer({ min: 1, max: Math.floor(room / Math.abs(step)) + 1 });
      return fc.record({ start: fc.constant(start), size, step: fc.constant(step) });
    });

const slices = fc
  .array(upTo(6), { minLength: 1, maxLength: 3 })
  .chain((shape) => fc.tuple(fc.constant(shape), fc.tuple(...shape.map(cut)), seeds))
  .map(([shape, cuts, seed]): GradientCase => ({
    inputs: [uniform(shape, seed)],
    build: ([x]) =>
      ops.slice(
        x,
        cuts.map(({ start }) => start),
        cuts.map(({ size }) => size),
        cuts.map(({ step }) => step),
      ),
  }));

const borders = (shape: Shape): fc.Arbitrary<number[]> =>
  fc.array(fc.nat(2), { minLength: shape.length, maxLength: shape.length });

const pads = shapes
  .chain((shape) => fc.tuple(fc.constant(shape), borders(shape), borders(shape), seeds))
  .map(([shape, before, after, seed]): GradientCase => ({
    inputs: [uniform(shape, seed)],
    build: ([x]) => ops.pad(x, before, after, 3),
  }));

/** Two to four parts, one of them twice. */
const concats = shapes
  .chain((shape) =>
    fc.tuple(
      fc.constant(shape),
      fc.nat(shape.length - 1),
      fc.array(upTo(3), { minLength: 1, maxLength: 3 }),
      seeds,
    ),
  )
  .map(([shape, axis, lengths, seed]): GradientCase => ({
    inputs: lengths.map((length, at) => uniform(shape.with(axis, length), seed + at)),
    build: (parts) => ops.concat([...parts, parts[0]], axis),
  }));

const broadcasts = fc
  .tuple(shapes, fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }), fc.nat(3), seeds)
  .map(([shape, keep, lead, seed]): GradientCase => {
    const from = shape.map((side, axis) => (keep[axis] ? side : 1)).slice(lead);
    return { inputs: [uniform(from, seed)], build: ([x]) => ops.broadcast(x, [2, ...shape]) };
  });

/** Indices of any rank, with repeats, along any axis. */
const selections = shapes
  .chain((shape) =>
    fc.record({
      shape: fc.constant(shape),
      axis: fc.nat(shape.length - 1),
      indices: fc.array(upTo(3), { maxLength: 2 }),
      seed: seeds,
    }),
  )
  .map(({ shape, axis, indices, seed }) => {
    const { data } = uniform(indices, seed + 1, 0, shape[axis]);
    return { shape, axis, seed, indices: constant(Int32Array.from(data, Math.floor), indices) };
  });

const gathers = selections.map(({ shape, axis, indices, seed }): GradientCase => ({
  inputs: [uniform(shape, seed)],
  build: ([x]) => ops.gather(x, indices, axis),
}));

const scatters = selections.map(({ shape, axis, indices, seed }): GradientCase => ({
  inputs: [uniform(shape.toSpliced(axis, 1, ...indices.shape), seed)],
  build: ([updates]) => ops.scatterAdd(updates, indices, shape, axis),
}));

const cases: Record<string, fc.Arbitrary<GradientCase>> = {
  reshape: reshapes,
  transpose: transposes,
  slice: slices,
  pad: pads,
  concat: concats,
  broadcast: broadcasts,
  gather: gathers,
  scatterAdd: scatters,
};

test("every layout operator has a case, but for the two that nothing is differentiated through", () => {
  expect([...Object.keys(cases), "constant", "oneHot"].sort()).toEqual(Object.keys(layout).sort());
});

test.each(Object.keys(cases))("the gradient of %s agrees with differences", (op) => {
  fc.assert(
    fc.property(cases[op], (sample) => checkGradients(op as keyof typeof layout, sample)),
    { numRuns: 200 },
  );
});

test("one-hot rows hold a 1 at their label and pass no gradient to it", () => {
  const labels = input("labels", [2], "int32");
  const rows = ops.oneHot(labels, 3);
  const x = input("x", [2, 3]);
  const [dx] = gradients(reduceSum(multiply(x, rows)), [x]);
  const feeds = {
    labels: { shape: [2], data: Int32Array.of(2, 0) },
    x: uniform([2, 3], 1),
  };
  expect([...interpret({ outputs: { dx } }, feeds).dx.data]).toEqual([0, 0, 1, 1, 0, 0]);
});
