/** Every form of a convolution and of a sum agrees with the interpreter, whichever would be chosen by shape. */
import { expect, test } from "vitest";
import type { Expression, Shape } from "../expression.ts";
import { conv2d, gradients, input, multiply, reduceMean, reduceSum, sizeOf } from "../index.ts";
import { interpret } from "../interpreter/interpret.ts";
import { uniform } from "../testing/samples.ts";
import type { ConvolutionOptions } from "../ops/convolution.ts";
import { createSession } from "../runtime/onnx-runtime-node.ts";
import type { Tensor } from "../tensor.ts";
import { defaultLowering, fitsWinograd, type ConvolutionForm } from "./lowering.ts";

const forms: readonly ConvolutionForm[] = ["columns", "native", "winograd2", "winograd4"];

/** 3 x 3 kernels of stride 1, which every form can take. */
const plain = [
  { x: [2, 8, 8, 5], outputs: 7, padding: 1 },
  { x: [1, 4, 4, 3], outputs: 2, padding: 1 },
  { x: [2, 7, 5, 4], outputs: 3, padding: 0 },
  { x: [1, 6, 9, 2], outputs: 6, padding: [2, 0, 1, 2] as const },
  { x: [3, 3, 3, 2], outputs: 2, padding: 3 },
  { x: [1, 5, 1, 1], outputs: 1, padding: 1 },
];

for (const form of forms)
  test.each(plain)(`${form}: $x, $outputs outputs, padding $padding`, ({ x, outputs, padding }) =>
    agree(form, x, [3, 3, x[3], outputs], { padding }),
  );

/** Strides beyond the kernel, images of one row or one output, padding beyond the kernel's reach. */
const edges = [
  { x: [1, 2, 2, 3], kernel: [1, 1, 3, 2], strides: [2, 2] },
  { x: [1, 2, 5, 1], kernel: [1, 1, 1, 4], strides: [2, 1] },
  { x: [1, 1, 4, 2], kernel: [1, 1, 2, 2], padding: [0, 0, 1, 0] },
  { x: [1, 1, 1, 1], kernel: [1, 1, 1, 1], strides: [3, 3], padding: 1 },
  { x: [2, 7, 5, 2], kernel: [2, 1, 2, 3], strides: [3, 4], padding: [3, 0, 4, 2] },
  { x: [1, 4, 4, 1], kernel: [4, 4, 1, 1], strides: [5, 5] },
] as const;

for (const form of ["columns", "native"] as const)
  test.each(edges)(
    `${form}: $x by $kernel, strides $strides, padding $padding`,
    ({ x, kernel, ...options }) => agree(form, x, kernel, options),
  );

/** A convolution and its gradients in one form against the interpreter. */
async function agree(
  form: ConvolutionForm,
  shape: Shape,
  kernelShape: Shape,
  options: ConvolutionOptions,
): Promise<void> {
  const x = input("x", shape);
  const kernel = input("kernel", kernelShape);
  const y = conv2d(x, kernel, options);
  const weights = input("weights", y.shape);
  const [dx, dkernel] = gradients(reduceSum(multiply(y, weights)), [x, kernel]);
  const program = { outputs: { y, dx, dkernel } };
  const feeds = Object.fromEntries(
    [x, kernel, weights].map((node, at) => [node.attributes.name, draw(node, at)]),
  );
  const session = await createSession(program, { threads: 1, lowering: { form: () => form } });
  const got = await session.run(feeds);
  await session.release();
  for (const [name, wanted] of Object.entries(interpret(program, feeds))) {
    const scale = wanted.data.reduce((largest, value) => Math.max(largest, Math.abs(value)), 1e-3);
    const worst = wanted.data.reduce(
      (most, value, at) => Math.max(most, Math.abs(value - got[name].data[at])),
      0,
    );
    expect(got[name].data, name).toHaveLength(wanted.data.length);
    expect(worst / scale, name).toBeLessThan(5e-6);
  }
}

test("the form is chosen by shape", () => {
  const of = (shape: readonly number[], kernel: readonly number[], bound = false): string =>
    defaultLowering.form(
      conv2d(input("x", shape), input("kernel", kernel), { padding: 1 }) as Expression<"conv2d">,
      bound,
    );
  expect(of([32, 32, 32, 64], [3, 3, 64, 64])).toBe("winograd4");
  expect(of([32, 4, 4, 512], [3, 3, 512, 512])).toBe("winograd2");
  expect(of([32, 32, 32, 3], [3, 3, 3, 64])).toBe("columns");
  expect(of([32, 8, 8, 64], [1, 1, 64, 64])).toBe("columns");
  expect(of([32, 32, 32, 64], [3, 3, 64, 64], true)).toBe("native");
});

test("minimal filtering is for 3 x 3 kernels of one group without stride or dilation", () => {
  const x = input("x", [1, 8, 8, 4]);
  const of = (kernel: readonly number[], options: object): boolean =>
    fitsWinograd(conv2d(x, input("kernel", kernel), options) as Expression<"conv2d">);
  expect(of([3, 3, 4, 2], {})).toBe(true);
  expect(of([3, 1, 4, 2], {})).toBe(false);
  expect(of([3, 3, 2, 2], { groups: 2 })).toBe(false);
  expect(of([3, 3, 4, 2], { strides: [2, 1] })).toBe(false);
  expect(of([3, 3, 4, 2], { dilations: [1, 2] })).toBe(false);
});

function draw({ shape }: Expression, seed: number): Tensor {
  return { shape, data: Float32Array.from(uniform(shape, seed + 1).data) };
}

test.each([
  { of: [2, 32, 32, 24], axes: [0, 1, 2], keepDims: false },
  { of: [67, 311], axes: [0], keepDims: true },
  { of: [100, 4, 50], axes: [0], keepDims: false },
])("sums of long columns: $of over $axes", async ({ of, axes, keepDims }) => {
  const x = input("x", of);
  const outputs = { sum: reduceSum(x, axes, keepDims), mean: reduceMean(x, axes, keepDims) };
  const fed = draw(x, 1);
  const session = await createSession({ outputs }, { threads: 1 });
  const got = await session.run({ x: fed });
  await session.release();
  for (const [name, wanted] of Object.entries(interpret({ outputs }, { x: fed }))) {
    expect(got[name].shape, name).toEqual([...wanted.shape]);
    const rows = name === "sum" ? 1 : sizeOf(of) / sizeOf(wanted.shape);
    const worst = wanted.data.reduce(
      (most, value, at) => Math.max(most, Math.abs(value - got[name].data[at])),
      0,
    );
    expect(worst * rows, name).toBeLessThan(1e-3);
  }
});
