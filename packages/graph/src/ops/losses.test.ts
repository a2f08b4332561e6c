/** Losses, dropout, batch statistics and resizing on values worked out by hand. */
import { expect, test } from "vitest";
import type { Expression, Shape } from "../expression.ts";
import { interpret } from "../interpreter/interpret.ts";
import { batchNorm } from "./batch-norm.ts";
import { constant } from "./leaf.ts";
import { crossEntropy, dropout, hinge, smoothL1, squaredError } from "./losses.ts";
import { resize2d } from "./resize.ts";

const tensor = (shape: Shape, ...values: number[]): Expression => constant(Float32Array.from(values), shape);

function valuesOf(node: Expression): number[] {
  return [...interpret({ outputs: { node } }, {}).node.data];
}

test("cross-entropy of even logits is the logarithm of the classes", () => {
  const [even, sure] = valuesOf(
    crossEntropy(tensor([2, 3], 5, 5, 5, 0, 200, 0), constant(Int32Array.of(2, 1), [2])),
  );
  expect(even).toBeCloseTo(Math.log(3), 14);
  expect(sure).toBeCloseTo(0, 14);
});

test("smooth L1 is quadratic inside beta and linear outside, and meets there", () => {
  expect(valuesOf(smoothL1(tensor([4], -0.5, 2, -3, 0), 0, 2))).toEqual([0.0625, 1, 2, 0]);
});

test("the squared error takes a target that broadcasts", () => {
  expect(valuesOf(squaredError(tensor([2, 2], 1, 2, 3, 4), tensor([2], 1, 1)))).toEqual([0, 1, 4, 9]);
});

test("the hinge is zero beyond the margin on the right side", () => {
  expect(valuesOf(hinge(tensor([3], 2, 0.25, 2), tensor([3], 1, 1, -1)))).toEqual([0, 0.75, 3]);
});

test("dropout scales what it keeps", () => {
  expect(valuesOf(dropout(tensor([3], 1, 2, 3), tensor([3], 1, 0, 1), 0.5))).toEqual([2, 0, 6]);
});

test("batch normalisation centres, scales and shifts by statistics that it also returns", () => {
  const x = tensor([2, 2, 1], 1, 3, 5, 7);
  const { y, mean, variance } = batchNorm(x, tensor([1], 2), tensor([1], 10), 0);
  expect(valuesOf(mean)).toEqual([4]);
  expect(valuesOf(variance)).toEqual([5]);
  [-3, -1, 1, 3].forEach((centred, at) =>
    expect(valuesOf(y)[at]).toBeCloseTo(10 + (2 * centred) / Math.sqrt(5), 13),
  );
});

test("resizing to the same size changes nothing", () => {
  const image = tensor([1, 2, 2, 1], 1, 2, 3, 4);
  for (const mode of ["nearest", "bilinear"] as const)
    expect(valuesOf(resize2d(image, 2, 2, mode))).toEqual([1, 2, 3, 4]);
});

test("doubling repeats entries or blends them by quarters", () => {
  const row = tensor([1, 1, 2, 1], 0, 8);
  expect(valuesOf(resize2d(row, 1, 4, "nearest"))).toEqual([0, 0, 8, 8]);
  expect(valuesOf(resize2d(row, 1, 4, "bilinear"))).toEqual([0, 2, 6, 8]);
});
