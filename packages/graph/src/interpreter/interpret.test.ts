/** The interpreter on values worked out by hand: the definition the gradients and engines are held to. */
import { describe, expect, test } from "vitest";
import type { Expression, Shape } from "../expression.ts";
import * as elementwise from "../ops/elementwise.ts";
import * as layout from "../ops/layout.ts";
import { constant, input } from "../ops/leaf.ts";
import { matmul } from "../ops/matmul.ts";
import { averagePool2d, averagePool2dGradient, maxPool2d } from "../ops/pooling.ts";
import {
  descendingRank,
  descendingSort,
  logSoftmax,
  reduceMax,
  reduceMean,
  reduceSum,
  softmax,
} from "../ops/reduction.ts";
import { batchNormInference } from "../ops/batch-norm.ts";
import { conv2d } from "../ops/convolution.ts";
import { interpret } from "./interpret.ts";

const tensor = (shape: Shape, ...values: number[]): Expression => constant(Float32Array.from(values), shape);
const integers = (shape: Shape, ...values: number[]): Expression => constant(Int32Array.from(values), shape);
const matrix = tensor([2, 3], 1, 2, 3, 4, 5, 6);

function valuesOf(node: Expression): number[] {
  const { result } = interpret({ outputs: { result: node } }, {});
  expect(result.shape).toEqual(node.shape);
  // Adding 0 turns -0 into 0.
  return [...result.data].map((value) => value + 0);
}

describe("elementwise", () => {
  const x = tensor([3], -2, 0, 0.5);
  test.each([
    ["negate", elementwise.negate(x), [2, 0, -0.5]],
    ["exp", elementwise.exp(x), [Math.exp(-2), 1, Math.exp(0.5)]],
    ["log", elementwise.log(tensor([2], 1, 4)), [0, 2 * Math.LN2]],
    ["sqrt", elementwise.sqrt(tensor([2], 4, 2.25)), [2, 1.5]],
    ["reciprocal", elementwise.reciprocal(tensor([2], 4, -0.5)), [0.25, -2]],
    ["abs", elementwise.abs(x), [2, 0, 0.5]],
    ["relu", elementwise.relu(x), [0, 0, 0.5]],
    ["leakyRelu", elementwise.leakyRelu(x, 0.25), [-0.5, 0, 0.5]],
    ["clip", elementwise.clip(x, -1, 0.25), [-1, 0, 0.25]],
    ["tanh", elementwise.tanh(x), [Math.tanh(-2), 0, Math.tanh(0.5)]],
    ["step", elementwise.step(x), [0, 0, 1]],
    ["stopGradient", elementwise.stopGradient(x), [-2, 0, 0.5]],
    ["add", elementwise.add(x, 1), [-1, 1, 1.5]],
    ["subtract", elementwise.subtract(1, x), [3, 1, 0.5]],
    ["multiply", elementwise.multiply(x, x), [4, 0, 0.25]],
    ["divide", elementwise.divide(x, -2), [1, 0, -0.25]],
    ["maximum", elementwise.maximum(x, -1), [-1, 0, 0.5]],
    ["minimum", elementwise.minimum(x, -1), [-2, -1, -1]],
    ["where", elementwise.where(tensor([3], 0, 1, -1), x, 9), [9, 0, 0.5]],
  ])("%s", (_, node, expected) => expect(valuesOf(node)).toEqual(expected));

  test("both operands stretch", () => {
    const column = tensor([2, 1], 10, 20);
    expect(valuesOf(elementwise.add(column, tensor([3], 1, 2, 3)))).toEqual([11, 12, 13, 21, 22, 23]);
  });

  test("sigmoid and softplus neither overflow nor lose small values", () => {
    const far = tensor([3], -800, 0, 800);
    expect(valuesOf(elementwise.sigmoid(far))).toEqual([0, 0.5, 1]);
    expect(valuesOf(elementwise.softplus(far))).toEqual([0, Math.LN2, 800]);
    expect(valuesOf(elementwise.softplus(tensor([1], -50)))[0]).toBeCloseTo(Math.exp(-50), 30);
  });
});

describe("layout", () => {
  test.each([
    ["reshape", layout.reshape(matrix, [3, 2]), [1, 2, 3, 4, 5, 6]],
    ["transpose", layout.transpose(matrix, [1, 0]), [1, 4, 2, 5, 3, 6]],
    ["slice", layout.slice(matrix, [1, 2], [2, 2], [-1, -2]), [6, 4, 3, 1]],
    ["pad", layout.pad(tensor([1, 2], 1, 2), [1, 0], [0, 1], 9), [9, 9, 9, 1, 2, 9]],
    ["concat", layout.concat([matrix, tensor([2, 1], 8, 9)], 1), [1, 2, 3, 8, 4, 5, 6, 9]],
    ["broadcast", layout.broadcast(tensor([2, 1], 1, 2), [2, 2]), [1, 1, 2, 2]],
    ["gather", layout.gather(matrix, integers([2], 2, 0), 1), [3, 1, 6, 4]],
    ["scatterAdd", layout.scatterAdd(tensor([3], 1, 2, 4), integers([3], 1, 3, 1), [4]), [0, 5, 0, 2]],
    ["oneHot", layout.oneHot(integers([2], 1, 0), 2), [0, 1, 1, 0]],
  ])("%s", (_, node, expected) => expect(valuesOf(node)).toEqual(expected));

  test("a transpose moves axis permutation[i] to i", () => {
    const box = tensor([1, 2, 3], 1, 2, 3, 4, 5, 6);
    expect(valuesOf(layout.transpose(box, [2, 0, 1]))).toEqual([1, 4, 2, 5, 3, 6]);
  });

  test("an index outside the axis is an error", () => {
    const beyond = interpretation(layout.gather(matrix, integers([1], 3), 1));
    expect(beyond).toThrow("Indices must be in [0, 2]; got 3.");
  });
});

describe("reductions and normalisation", () => {
  test.each([
    ["reduceSum", reduceSum(matrix, [0]), [5, 7, 9]],
    ["reduceMean", reduceMean(matrix, [1], true), [2, 5]],
    ["reduceMax", reduceMax(matrix), [6]],
    ["batchNorm", normalised(), [7 - 8, 7 + 8]],
    ["softmax", softmax(tensor([2, 2], 1000, 1000, 0, -1000)), [0.5, 0.5, 1, 0]],
    ["descendingRank", descendingRank(tensor([2, 3], 1, 3, 3, 0, -1, 5)), [2, 0, 1, 1, 2, 0]],
    ["descendingSort", descendingSort(tensor([2, 3], 1, 3, 3, 0, -1, 5)), [3, 3, 1, 5, 0, -1]],
    ["logSoftmax", logSoftmax(tensor([1, 2], 1000, 1000)), [-Math.LN2, -Math.LN2]],
  ])("%s", (_, node, expected) => expect(valuesOf(node)).toEqual(expected));

  function normalised(): Expression {
    const [scale, shift, mean] = [4, 7, 3].map((value) => tensor([1], value));
    return batchNormInference(tensor([2, 1], 2, 4), scale, shift, mean, tensor([1], 0.125), 0.125);
  }
});

describe("products and windows", () => {
  const image = tensor([1, 3, 3, 1], 1, 2, 3, 4, 5, 6, 7, 8, 9);

  test("matmul reads either operand transposed", () => {
    const square = tensor([2, 2], 1, 2, 3, 4);
    expect(valuesOf(matmul(square, square))).toEqual([7, 10, 15, 22]);
    expect(valuesOf(matmul(square, square, { transposeA: true }))).toEqual([10, 14, 14, 20]);
    expect(valuesOf(matmul(square, square, { transposeB: true }))).toEqual([5, 11, 11, 25]);
  });

  test("a convolution correlates: the kernel is not flipped", () => {
    const kernel = tensor([2, 2, 1, 1], 1, 10, 100, 1000);
    expect(valuesOf(conv2d(image, kernel))).toEqual([5421, 6532, 8754, 9865]);
  });

  test("padding never wins a maximum and does not count towards a mean", () => {
    const below = elementwise.negate(image);
    const options = { window: [2, 2], strides: [2, 2], padding: [1, 1, 0, 0] } as const;
    expect(valuesOf(maxPool2d(below, options))).toEqual([-1, -2, -4, -5]);
    expect(valuesOf(averagePool2d(image, options))).toEqual([1, 2.5, 5.5, 7]);
  });

  test("the adjoint of average pooling shares by what lay inside the image", () => {
    const dy = tensor([1, 2, 2, 1], 1, 2, 4, 8);
    const geometry = { window: [2, 2], strides: [2, 2], padding: [1, 1, 0, 0] } as const;
    expect(valuesOf(averagePool2dGradient(dy, [1, 3, 3, 1], geometry))).toEqual([1, 1, 1, 2, 2, 2, 2, 2, 2]);
  });
});

describe("feeds", () => {
  const x = input("x", [2]);

  test("float64 values are not rounded", () => {
    const feeds = { x: { shape: [2], data: Float64Array.of(0.1, 1 + 2 ** -50) } };
    expect([...interpret({ outputs: { x } }, feeds).x.data]).toEqual([0.1, 1 + 2 ** -50]);
  });

  test("a missing feed and one of another shape are errors", () => {
    expect(interpretation(x)).toThrow('Input "x" must be fed');
    const feeds = { x: { shape: [3], data: Float64Array.of(1, 2, 3) } };
    expect(() => interpret({ outputs: { x } }, feeds)).toThrow("must have shape [2]; got [3]");
  });

  test("a result does not share memory with what was fed", () => {
    const data = Float64Array.of(1, 2);
    const { x: result } = interpret({ outputs: { x } }, { x: { shape: [2], data } });
    data[0] = 9;
    expect(result.data[0]).toBe(1);
  });
});

function interpretation(node: Expression): () => unknown {
  return () => interpret({ outputs: { node } }, {});
}
