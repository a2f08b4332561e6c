/** What `gradients` promises beyond the rules: which nodes it walks, sums over paths, refusals. */
import { expect, test } from "vitest";
import { ancestors, type Expression } from "../expression.ts";
import { interpret } from "../interpreter/interpret.ts";
import { add, exp, multiply, relu, square, stopGradient } from "../ops/elementwise.ts";
import { conv2d } from "../ops/convolution.ts";
import { input } from "../ops/leaf.ts";
import { matmul } from "../ops/matmul.ts";
import { reduceSum } from "../ops/reduction.ts";
import { gradients } from "./gradients.ts";

const x = input("x", [2]);
const y = input("y", [2]);
const feeds = {
  x: { shape: [2], data: Float64Array.of(1, 3) },
  y: { shape: [2], data: Float64Array.of(5, 7) },
};

function valuesOf(node: Expression): number[] {
  return [...interpret({ outputs: { node } }, feeds).node.data];
}

test("shares along all paths add up", () => {
  const shared = square(x);
  const loss = reduceSum(add(multiply(shared, y), add(shared, x)));
  const [dx, dy] = gradients(loss, [x, y]); // 2 x y + 2 x + 1, x^2
  expect(valuesOf(dx)).toEqual([13, 49]);
  expect(valuesOf(dy)).toEqual([1, 9]);
});

test("a node inside the graph and one it is made of can be asked for together", () => {
  const inner = multiply(x, 2);
  const loss = reduceSum(square(inner));
  const [dInner, dx, dLoss] = gradients(loss, [inner, x, loss]);
  expect(valuesOf(dInner)).toEqual([4, 12]);
  expect(valuesOf(dx)).toEqual([8, 24]);
  expect(valuesOf(dLoss)).toEqual([1]);
});

test("what the loss does not depend on gets zeros", () => {
  const [dy] = gradients(reduceSum(x), [y]);
  expect(valuesOf(dy)).toEqual([0, 0]);
});

test("a path behind stopGradient does not count", () => {
  const [dx] = gradients(reduceSum(multiply(x, stopGradient(x))), [x]);
  expect(valuesOf(dx)).toEqual([1, 3]);
});

test("gradients differentiate again", () => {
  const [dx] = gradients(reduceSum(exp(multiply(x, 2))), [x]);
  const [second] = gradients(reduceSum(dx), [x]);
  [1, 3].forEach((value, at) => expect(valuesOf(second)[at] / (4 * Math.exp(2 * value))).toBeCloseTo(1, 14));
});

test("frozen layers cost nothing backwards", () => {
  const image = input("image", [1, 4, 4, 1]);
  const frozen = relu(conv2d(image, input("kernel", [3, 3, 1, 2])));
  const weights = input("weights", [2, 1]);
  const [dWeights] = gradients(reduceSum(matmul(frozen, weights)), [weights]);
  const used = ancestors([dWeights]).map(({ op }) => op);
  expect(used).not.toContain("conv2dInputGradient");
  expect(used).not.toContain("conv2dKernelGradient");
});

test("a loss per sample is refused", () => {
  expect(() => gradients(x, [x])).toThrow("The loss must be a scalar; got shape [2].");
});
