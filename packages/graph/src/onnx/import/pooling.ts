/** Importers of pooling operators over images. */
import type { Expression } from "../../expression.ts";
import { pad } from "../../ops/layout.ts";
import { averagePool2d, maxPool2d, type PoolOptions } from "../../ops/pooling.ts";
import { reduceMax, reduceMean } from "../../ops/reduction.ts";
import { inputOf, int, ints, type Call, type Importers } from "./call.ts";
import { channelsLast, fromChannelsLast, type Value } from "./value.ts";
import { windowOf } from "./window.ts";

function importMaxPool(call: Call): Value {
  if ((call.node.outputs[1] ?? "") !== "") throw new Error("its second output, Indices, is not supported");
  const { x, options } = poolOf(call);
  return fromChannelsLast(maxPool2d(x, options));
}

function importAveragePool(call: Call): Value {
  const { x, options, isExtended } = poolOf(call);
  if (int(call, "count_include_pad", 0) === 0) return fromChannelsLast(averagePool2d(x, options));
  if (isExtended)
    throw new Error("count_include_pad together with a ceil_mode that adds a window is not supported");
  const [top, left, bottom, right] = options.padding;
  const padded = pad(x, [0, top, left, 0], [0, bottom, right, 0]);
  return fromChannelsLast(averagePool2d(padded, { ...options, padding: 0 }));
}

type ExplicitPool = PoolOptions & { readonly padding: readonly [number, number, number, number] };

function poolOf(call: Call): { x: Expression; options: ExplicitPool; isExtended: boolean } {
  const value = inputOf(call, 0);
  const x = channelsLast(value);
  const kernel = ints(call, "kernel_shape") ?? [];
  if (kernel.length !== 2) throw new Error(`kernel_shape must have two entries; got [${kernel}]`);
  const { strides, dilations, padding } = windowOf(call, value.shape.slice(2), kernel);
  if (dilations.some((dilation) => dilation !== 1))
    throw new Error(`dilated pooling is not supported; got dilations [${dilations}]`);
  const missing = [0, 1].map((axis) =>
    int(call, "ceil_mode", 0) === 0
      ? 0
      : ceilPadding(value.shape[2 + axis], kernel[axis], strides[axis], padding, axis),
  );
  const [top, left, bottom, right] = padding;
  return {
    x,
    options: {
      window: [kernel[0], kernel[1]],
      strides,
      padding: [top, left, bottom + missing[0], right + missing[1]],
    },
    isExtended: missing.some((count) => count > 0),
  };
}

/** Padding at the end that lets one more, partial window fit, unless it would start beyond the image. */
function ceilPadding(
  size: number,
  window: number,
  stride: number,
  padding: readonly number[],
  axis: number,
): number {
  const [before, after] = [padding[axis], padding[axis + 2]];
  const last = Math.ceil((size + before + after - window) / stride);
  const start = last * stride;
  if (start >= size + before) return 0;
  return Math.max(0, start + window - size - before - after);
}

export const pooling: Importers = {
  MaxPool: importMaxPool,
  AveragePool: importAveragePool,
  GlobalAveragePool: (call) => fromChannelsLast(reduceMean(channelsLast(inputOf(call, 0)), [1, 2], true)),
  GlobalMaxPool: (call) => fromChannelsLast(reduceMax(channelsLast(inputOf(call, 0)), [1, 2], true)),
};
