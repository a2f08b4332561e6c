/** How ONNX describes a sliding window over two axes: strides, dilations and padding, given or automatic. */
import { ints, text, type Call } from "./call.ts";

export interface Window {
  readonly strides: [number, number];
  readonly dilations: [number, number];
  readonly padding: [top: number, left: number, bottom: number, right: number];
}

/** The window of a node over an image of `size` (H, W); `auto_pad` becomes explicit padding. */
export function windowOf(call: Call, size: readonly number[], kernel: readonly number[]): Window {
  const strides = pair(call, "strides");
  const dilations = pair(call, "dilations");
  const mode = text(call, "auto_pad", "NOTSET");
  if (mode === "NOTSET") return { strides, dilations, padding: given(call) };
  if (mode === "VALID") return { strides, dilations, padding: [0, 0, 0, 0] };
  if (mode !== "SAME_UPPER" && mode !== "SAME_LOWER")
    throw new Error(`auto_pad must be NOTSET, VALID, SAME_UPPER or SAME_LOWER; got ${mode}`);
  const both = [0, 1].map((axis) => {
    const outputs = Math.ceil(size[axis] / strides[axis]);
    const span = dilations[axis] * (kernel[axis] - 1) + 1;
    const total = Math.max(0, (outputs - 1) * strides[axis] + span - size[axis]);
    const smaller = Math.floor(total / 2);
    return mode === "SAME_UPPER" ? [smaller, total - smaller] : [total - smaller, smaller];
  });
  return { strides, dilations, padding: [both[0][0], both[1][0], both[0][1], both[1][1]] };
}

/** A pair of numbers, one for height and one for width; 1 when the file gives none. */
export function pair(call: Call, name: string, fallback = 1): [number, number] {
  const [height, width, ...more] = ints(call, name) ?? [fallback, fallback];
  if (width === undefined || more.length > 0)
    throw new Error(
      `${name} must have two entries, since only images are supported; got [${ints(call, name)}]`,
    );
  return [height, width];
}

function given(call: Call): [number, number, number, number] {
  const pads = ints(call, "pads") ?? [0, 0, 0, 0];
  if (pads.length !== 4)
    throw new Error(`pads must have four entries, since only images are supported; got [${pads}]`);
  return [pads[0], pads[1], pads[2], pads[3]];
}
