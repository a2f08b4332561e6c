/** Max, average and global pooling over channels-last images. */
import { makeExpression, requireFloat } from "../expression.ts";
import type { Expression, PoolGeometry, Shape } from "../expression.ts";
import { sameShape, windowCount } from "../shape.ts";
import { reduceMean } from "./reduction.ts";

export interface PoolOptions {
  readonly window: readonly [number, number];
  /** Defaults to the window. */
  readonly strides?: readonly [number, number];
  /** One number for all sides, or [top, left, bottom, right]; smaller than the window. */
  readonly padding?: number | readonly [number, number, number, number];
}

/** The largest value of each window; padding never wins. x (N, H, W, C) -> (N, H', W', C). */
export function maxPool2d(x: Expression, options: PoolOptions): Expression {
  requireFloat("maxPool2d", x);
  const geometry = geometryOf(options);
  return makeExpression("maxPool2d", [x], geometry, outputShape(x.shape, geometry));
}

/** The gradient of `maxPool2d`: each dy goes to the first largest entry of its window. */
export function maxPool2dGradient(x: Expression, dy: Expression, geometry: PoolGeometry): Expression {
  requireOutput(dy, outputShape(x.shape, geometry));
  return makeExpression("maxPool2dGradient", [x, dy], geometry, x.shape);
}

/** The mean of each window over the entries inside the image. x (N, H, W, C) -> (N, H', W', C). */
export function averagePool2d(x: Expression, options: PoolOptions): Expression {
  requireFloat("averagePool2d", x);
  const geometry = geometryOf(options);
  return makeExpression("averagePool2d", [x], geometry, outputShape(x.shape, geometry));
}

/** The gradient of `averagePool2d`. */
export function averagePool2dGradient(dy: Expression, inputShape: Shape, geometry: PoolGeometry): Expression {
  requireOutput(dy, outputShape(inputShape, geometry));
  return makeExpression("averagePool2dGradient", [dy], { ...geometry, inputShape }, inputShape);
}

/** The mean over height and width: (N, H, W, C) -> (N, C). */
export function globalAveragePool(x: Expression): Expression {
  return reduceMean(x, [1, 2]);
}

function geometryOf(options: PoolOptions): PoolGeometry {
  const { window, strides = window, padding = 0 } = options;
  const sides = typeof padding === "number" ? ([padding, padding, padding, padding] as const) : padding;
  const fits = sides.every((n, at) => Number.isInteger(n) && n >= 0 && n < window[at % 2]);
  if (![...window, ...strides].every((n) => Number.isInteger(n) && n >= 1) || !fits)
    throw new Error(
      `Pooling needs a positive window and strides, and padding smaller than the window; got window [${window}], strides [${strides}], padding [${sides}].`,
    );
  return { window, strides, padding: sides };
}

function outputShape(x: Shape, { window, strides, padding }: PoolGeometry): number[] {
  if (x.length !== 4) throw new Error(`Pooling needs images (N, H, W, C); got [${x}].`);
  return [
    x[0],
    windowCount(x[1], window[0], strides[0], 1, padding[0], padding[2]),
    windowCount(x[2], window[1], strides[1], 1, padding[1], padding[3]),
    x[3],
  ];
}

function requireOutput(dy: Expression, expected: Shape): void {
  if (!sameShape(dy.shape, expected))
    throw new Error(`The gradient of this pooling must have shape [${expected}]; got [${dy.shape}].`);
}
