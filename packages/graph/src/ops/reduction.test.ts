/** Reductions, matrix products and leaves: inferred shapes and refusals. */
import { expect, test } from "vitest";
import { constant, input } from "./leaf.ts";
import { matmul } from "./matmul.ts";
import { logSoftmax, reduceMax, reduceMean, reduceSum, softmax } from "./reduction.ts";

const x = input("x", [2, 3, 4]);

test("reduced axes vanish or become 1", () => {
  expect(reduceSum(x).shape).toEqual([]);
  expect(reduceSum(x, undefined, true).shape).toEqual([1, 1, 1]);
  expect(reduceMean(x, [-1, 0]).shape).toEqual([3]);
  expect(reduceMax(x, [1], true).shape).toEqual([2, 1, 4]);
  expect(reduceMax(x, []).shape).toEqual([2, 3, 4]);
});

test("a product keeps rows and columns and broadcasts its batches", () => {
  const b = input("b", [5, 1, 4, 6]);
  expect(matmul(x, b).shape).toEqual([5, 2, 3, 6]);
  expect(matmul(x, input("c", [7, 4]), { transposeB: true }).shape).toEqual([2, 3, 7]);
  expect(matmul(x, input("c", [3, 7]), { transposeA: true }).shape).toEqual([2, 4, 7]);
});

test.each([
  [
    "an axis outside the tensor",
    () => reduceSum(x, [3]),
    "Axes must be distinct integers in [-3, 2]; got [3].",
  ],
  ["an axis named twice", () => reduceSum(x, [2, -1]), "Axes must be distinct"],
  ["softmax of integers", () => softmax(input("l", [2], "int32")), "softmax needs float32"],
  ["logSoftmax of a scalar", () => logSoftmax(input("s", [])), "logSoftmax needs at least one axis; got []."],
  ["unequal inner sizes", () => matmul(x, input("b", [3, 4])), "equal inner sizes; got 4 and 3"],
  ["a vector", () => matmul(x, input("b", [4])), "at least two axes"],
  ["batches that do not broadcast", () => matmul(x, input("b", [3, 4, 1])), "must broadcast together"],
  ["a side of 0", () => input("y", [2, 0]), 'The shape of input "y" must hold positive integers; got [2,0].'],
  ["a constant of other size", () => constant(Float32Array.of(1), [2]), "must have 2 values; got 1."],
])("%s is refused", (_, build, message) => expect(build).toThrow(message));
