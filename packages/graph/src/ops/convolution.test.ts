/** Convolutions and pooling: output sizes and refusals. */
import { expect, test } from "vitest";
import { conv2d, conv2dInputGradient, conv2dKernelGradient } from "./convolution.ts";
import { input } from "./leaf.ts";
import { averagePool2d, averagePool2dGradient, maxPool2d, maxPool2dGradient } from "./pooling.ts";

const x = input("x", [2, 32, 30, 4]);
const kernel = input("kernel", [3, 5, 4, 6]);
const dy = input("dy", [2, 16, 15, 6]);
const plain = { strides: [1, 1], padding: [0, 0, 0, 0], dilations: [1, 1], groups: 1 } as const;

// floor((size + padding - dilation (window - 1) - 1) / stride) + 1
test.each([
  [{}, [2, 30, 26, 6]],
  [{ padding: 1 }, [2, 32, 28, 6]],
  [{ strides: [2, 3] }, [2, 15, 9, 6]],
  [{ padding: [1, 2, 0, 1] }, [2, 31, 29, 6]],
  [{ dilations: [2, 3] }, [2, 28, 18, 6]],
] as const)("conv2d with %j has shape %j", (options, shape) => {
  expect(conv2d(x, kernel, options).shape).toEqual(shape);
});

test("groups split the channels", () => {
  expect(conv2d(x, input("k", [1, 1, 1, 8]), { groups: 4 }).shape).toEqual([2, 32, 30, 8]);
});

test("pooling strides by its window unless told otherwise", () => {
  expect(maxPool2d(x, { window: [2, 3] }).shape).toEqual([2, 16, 10, 4]);
  expect(averagePool2d(x, { window: [3, 3], strides: [2, 2], padding: 1 }).shape).toEqual([2, 16, 15, 4]);
});

const geometry = { window: [2, 2], strides: [2, 2], padding: [0, 0, 0, 0] } as const;

test.each([
  ["a kernel of other channels", () => conv2d(x, input("k", [3, 3, 3, 6])), "needs kernel channels 4"],
  [
    "a convolution of integers",
    () => conv2d(input("i", [2, 32, 30, 4], "int32"), kernel),
    "conv2d needs float32 tensors; got int32",
  ],
  [
    "pooling of integers",
    () => maxPool2d(input("i", [2, 32, 30, 4], "int32"), { window: [2, 2] }),
    "maxPool2d needs float32",
  ],
  ["outputs no group can share", () => conv2d(x, input("k", [1, 1, 2, 3]), { groups: 2 }), "divisible by 2"],
  ["a kernel larger than the image", () => conv2d(x, input("k", [33, 1, 4, 6])), "must fit its padded input"],
  ["a stride of 0", () => conv2d(x, kernel, { strides: [0, 1] }), "positive integer strides"],
  ["negative padding", () => conv2d(x, kernel, { padding: -1 }), "padding >= 0"],
  ["a kernel without channels", () => conv2d(x, input("k", [3, 3, 4])), "needs x (N, H, W, C)"],
  [
    "a dy of other shape",
    () => conv2dInputGradient(dy, kernel, x.shape, plain),
    "must have shape [2,30,26,6]; got [2,16,15,6]",
  ],
  [
    "a dy of other shape",
    () => conv2dKernelGradient(x, dy, kernel.shape, plain),
    "must have shape [2,30,26,6]; got [2,16,15,6]",
  ],
  [
    "padding as wide as the window",
    () => maxPool2d(x, { window: [2, 2], padding: 2 }),
    "smaller than the window",
  ],
  ["a window of 0", () => averagePool2d(x, { window: [0, 2] }), "positive window"],
  [
    "pooling of rows",
    () => maxPool2d(input("rows", [2, 3]), { window: [1, 1] }),
    "needs images (N, H, W, C)",
  ],
  ["a dy of other shape", () => maxPool2dGradient(x, dy, geometry), "must have shape [2,16,15,4]"],
  ["a dy of other shape", () => averagePool2dGradient(dy, x.shape, geometry), "must have shape [2,16,15,4]"],
])("%s is refused", (_, build, message) => expect(build).toThrow(message));
