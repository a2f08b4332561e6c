/**
 * Values and gradients against PyTorch's autograd in float64. The numbers were written by
 * `python3 packages/bench/peers/golden_network.py packages/graph/src/gradient/golden-network.json`.
 */
import { expect, test } from "vitest";
import type { ConvolutionGeometry, Expression, PoolGeometry, Shape } from "../expression.ts";
import { interpret, type Feed } from "../interpreter/interpret.ts";
import { batchNorm } from "../ops/batch-norm.ts";
import { conv2d } from "../ops/convolution.ts";
import { add, multiply, relu } from "../ops/elementwise.ts";
import { constant, input } from "../ops/leaf.ts";
import { crossEntropy } from "../ops/losses.ts";
import { matmul } from "../ops/matmul.ts";
import { averagePool2d, globalAveragePool, maxPool2d } from "../ops/pooling.ts";
import { reduceMean, reduceSum } from "../ops/reduction.ts";
import { resize2d, type ResizeMode } from "../ops/resize.ts";
import golden from "./golden-network.json" with { type: "json" };
import { gradients } from "./gradients.ts";

interface Numbers {
  readonly shape: number[];
  readonly data: number[];
}

/** A map of one image to another, with the gradient of <y, upstream>. */
interface Mapped {
  readonly x: Numbers;
  readonly upstream: Numbers;
  readonly y: Numbers;
  readonly dx: Numbers;
}

const toFeed = ({ shape, data }: Numbers): Feed => ({ shape, data: Float64Array.from(data) });
const toFeeds = (numbers: Record<string, Numbers>): Record<string, Feed> =>
  Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, toFeed(value)]));

/** The largest difference, as a share of the largest entry of what was expected. */
function distance(actual: { shape: Shape; data: Float64Array }, expected: Numbers): number {
  expect(actual.shape).toEqual(expected.shape);
  const scale = Math.max(...expected.data.map(Math.abs));
  return Math.max(...expected.data.map((value, at) => Math.abs(actual.data[at] - value))) / scale;
}

/** Of <y, upstream>: the distances of y and of the gradient with respect to each named input. */
function compare(
  y: Expression,
  inputs: Record<string, Expression>,
  feeds: Record<string, Numbers>,
  expected: Record<string, Numbers>,
): number {
  const loss = reduceSum(multiply(y, input("upstream", y.shape)));
  const derived = gradients(loss, Object.values(inputs));
  const named = Object.keys(inputs).map((name, at) => [`d${name}`, derived[at]] as const);
  const outputs = { y, ...Object.fromEntries(named) };
  const values = interpret({ outputs }, toFeeds(feeds));
  return Math.max(...Object.keys(outputs).map((name) => distance(values[name], expected[name])));
}

test("a residual network agrees with PyTorch in its losses and all gradients to 1e-14", () => {
  const { inputs, labels, losses, epsilon, gradients: expected } = golden.network;
  const names = Object.keys(inputs) as (keyof typeof inputs)[];
  const leaves = names.map((name) => input(name, inputs[name].shape));
  const [image, stem, scale, shift, block, projection, weights, bias] = leaves;

  const first = batchNorm(conv2d(image, stem, { padding: 1 }), scale, shift, epsilon).y;
  const pooled = maxPool2d(relu(first), { window: [3, 3], strides: [2, 2], padding: 1 });
  const long = conv2d(pooled, block, { strides: [2, 2], padding: 1 });
  const features = globalAveragePool(relu(add(long, conv2d(pooled, projection, { strides: [2, 2] }))));
  const logits = add(matmul(features, weights), bias);
  const perSample = crossEntropy(logits, constant(Int32Array.from(labels), [labels.length]));

  const derived = gradients(reduceMean(perSample), leaves);
  const outputs = Object.fromEntries(names.map((name, at) => [name, derived[at]]));
  const values = interpret({ outputs: { ...outputs, losses: perSample } }, toFeeds(inputs));
  const distances = names.map((name) => distance(values[name], expected[name]));
  expect(Math.max(distance(values.losses, losses), ...distances)).toBeLessThan(1e-14);
});

test.each(golden.convolutions)(
  "a convolution of strides $strides, padding $padding, dilations $dilations, $groups groups agrees to 1e-14",
  ({ x, kernel, upstream, y, dx, dkernel, ...geometry }) => {
    const leaves = { x: input("x", x.shape), kernel: input("kernel", kernel.shape) };
    const made = conv2d(leaves.x, leaves.kernel, geometry as unknown as ConvolutionGeometry);
    expect(compare(made, leaves, { x, kernel, upstream }, { y, dx, dkernel })).toBeLessThan(1e-14);
  },
);

test.each(golden.poolings)(
  "$kind pooling of window $window, strides $strides, padding $padding agrees to 1e-14, ties included",
  ({ kind, x, upstream, y, dx, ...geometry }) => {
    const leaf = input("x", x.shape);
    const pool = kind === "max" ? maxPool2d : averagePool2d;
    const made = pool(leaf, geometry as unknown as PoolGeometry);
    expect(compare(made, { x: leaf }, { x, upstream }, { y, dx })).toBeLessThan(1e-14);
  },
);

// The weights of a resize are float32 constants: exact for the first three, rounded for thirds and sevenths.
test.each(golden.resizings.map((entry, at) => ({ ...entry, tolerance: at < 3 ? 1e-14 : 1e-7 })))(
  "$mode resizing of $x.shape to $target agrees to $tolerance",
  ({ mode, target: [height, width], tolerance, ...expected }) => {
    const { x, upstream, y, dx }: Mapped = expected;
    const leaf = input("x", x.shape);
    const made = resize2d(leaf, height, width, mode as ResizeMode);
    expect(compare(made, { x: leaf }, { x, upstream }, { y, dx })).toBeLessThan(tolerance);
  },
);
