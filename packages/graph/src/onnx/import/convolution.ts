/** Importers of convolutions; kernels are stored as (kh, kw, C / groups, O). */
import type { Expression } from "../../expression.ts";
import { conv2d, conv2dInputGradient } from "../../ops/convolution.ts";
import { add } from "../../ops/elementwise.ts";
import { inputOf, int, ints, text, type Call, type Importers } from "./call.ts";
import { channelsLast, fromChannelsLast, weightOf, type Value } from "./value.ts";
import { pair, windowOf } from "./window.ts";

function importConv(call: Call): Value {
  const [x, kernel] = [inputOf(call, 0), inputOf(call, 1)];
  requireImages(x, kernel);
  const window = windowOf(call, x.shape.slice(2), kernel.shape.slice(2));
  const hwio = weightOf(kernel, [2, 3, 1, 0]); // from (O, C / groups, kh, kw)
  return withBias(call, conv2d(channelsLast(x), hwio, { ...window, groups: int(call, "group", 1) }));
}

/** ONNX's transposed convolution is the input gradient of a convolution with the same kernel. */
function importConvTranspose(call: Call): Value {
  const [x, kernel] = [inputOf(call, 0), inputOf(call, 1)];
  requireImages(x, kernel);
  if (text(call, "auto_pad", "NOTSET") !== "NOTSET" || ints(call, "output_shape") !== undefined)
    throw new Error("its padding must be given by pads; got auto_pad or output_shape");
  const groups = int(call, "group", 1);
  const geometry = { ...windowOf(call, x.shape.slice(2), kernel.shape.slice(2)), groups };
  const { strides, dilations, padding } = geometry;
  const extra = pair(call, "output_padding", 0);
  const sides = [0, 1].map((axis) => {
    const span = dilations[axis] * (kernel.shape[2 + axis] - 1) + 1;
    const full = strides[axis] * (x.shape[2 + axis] - 1) + span + extra[axis];
    return full - padding[axis] - padding[axis + 2];
  });
  const shape = [x.shape[0], sides[0], sides[1], kernel.shape[1] * groups];
  const hwio = weightOf(kernel, [2, 3, 1, 0]); // from (C, O / groups, kh, kw)
  return withBias(call, conv2dInputGradient(channelsLast(x), hwio, shape, geometry));
}

function requireImages(x: Value, kernel: Value): void {
  if (x.shape.length !== 4 || kernel.shape.length !== 4)
    throw new Error(
      `only convolutions over images are supported, x (N, C, H, W) and a kernel of rank 4; got [${x.shape}] and [${kernel.shape}]`,
    );
}

function withBias(call: Call, y: Expression): Value {
  const bias = call.inputs[2];
  return fromChannelsLast(bias === undefined ? y : add(y, weightOf(bias)));
}

export const convolution: Importers = { Conv: importConv, ConvTranspose: importConvTranspose };
