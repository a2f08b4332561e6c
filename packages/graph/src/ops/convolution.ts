/** Two-dimensional convolution over channels-last images, and its two adjoints. */
import { makeExpression, requireFloat } from "../expression.ts";
import type { ConvolutionGeometry, Expression, Shape } from "../expression.ts";
import { sameShape, windowCount } from "../shape.ts";

export interface ConvolutionOptions {
  readonly strides?: readonly [number, number];
  /** One number for all sides, or [top, left, bottom, right]. */
  readonly padding?: number | readonly [number, number, number, number];
  readonly dilations?: readonly [number, number];
  readonly groups?: number;
}

/**
 * y[n, i, j, o] = sum over (u, v, c) of x[n, i sh + u dh - top, j sw + v dw - left, c] kernel[u, v, c, o]
 * x (N, H, W, C), kernel (kh, kw, C / groups, O) -> (N, H', W', O). Cross-correlation, as the field means it.
 */
export function conv2d(x: Expression, kernel: Expression, options: ConvolutionOptions = {}): Expression {
  for (const side of [x, kernel]) requireFloat("conv2d", side);
  const geometry = geometryOf(options);
  return makeExpression("conv2d", [x, kernel], geometry, outputShape(x.shape, kernel.shape, geometry));
}

/** The gradient of `conv2d` with respect to x, given dy and the kernel. */
export function conv2dInputGradient(
  dy: Expression,
  kernel: Expression,
  inputShape: Shape,
  geometry: ConvolutionGeometry,
): Expression {
  requireOutput(dy, outputShape(inputShape, kernel.shape, geometry));
  return makeExpression("conv2dInputGradient", [dy, kernel], { ...geometry, inputShape }, inputShape);
}

/** The gradient of `conv2d` with respect to the kernel, given x and dy. */
export function conv2dKernelGradient(
  x: Expression,
  dy: Expression,
  kernelShape: Shape,
  geometry: ConvolutionGeometry,
): Expression {
  requireOutput(dy, outputShape(x.shape, kernelShape, geometry));
  return makeExpression("conv2dKernelGradient", [x, dy], { ...geometry, kernelShape }, kernelShape);
}

function geometryOf(options: ConvolutionOptions): ConvolutionGeometry {
  const { strides = [1, 1], padding = 0, dilations = [1, 1], groups = 1 } = options;
  const sides = typeof padding === "number" ? ([padding, padding, padding, padding] as const) : padding;
  const positive = [...strides, ...dilations, groups].every((n) => Number.isInteger(n) && n >= 1);
  if (!positive || !sides.every((n) => Number.isInteger(n) && n >= 0))
    throw new Error(
      `A convolution needs positive integer strides, dilations and groups, and padding >= 0; got strides [${strides}], dilations [${dilations}], groups ${groups}, padding [${sides}].`,
    );
  return { strides, padding: sides, dilations, groups };
}

function outputShape(x: Shape, kernel: Shape, geometry: ConvolutionGeometry): number[] {
  const { strides, padding, dilations, groups } = geometry;
  if (x.length !== 4 || kernel.length !== 4)
    throw new Error(
      `A convolution needs x (N, H, W, C) and kernel (kh, kw, C / groups, O); got [${x}] and [${kernel}].`,
    );
  const [batch, height, width, channels] = x;
  const [kernelHeight, kernelWidth, kernelChannels, outputs] = kernel;
  if (kernelChannels * groups !== channels || outputs % groups !== 0)
    throw new Error(
      `A convolution of ${groups} groups needs kernel channels ${channels / groups} and outputs divisible by ${groups}; got [${kernel}].`,
    );
  return [
    batch,
    windowCount(height, kernelHeight, strides[0], dilations[0], padding[0], padding[2]),
    windowCount(width, kernelWidth, strides[1], dilations[1], padding[1], padding[3]),
    outputs,
  ];
}

function requireOutput(dy: Expression, expected: Shape): void {
  if (!sameShape(dy.shape, expected))
    throw new Error(`The gradient of this convolution must have shape [${expected}]; got [${dy.shape}].`);
}
