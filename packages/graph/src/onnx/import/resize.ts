/** Importer of Resize and of the older Upsample: nearest as gathers, linear as products with weight matrices. */
import type { Expression } from "../../expression.ts";
import { constant } from "../../ops/leaf.ts";
import { gather, reshape } from "../../ops/layout.ts";
import { matmul } from "../../ops/matmul.ts";
import { inputOf, floats, int, numbersOf, text, type Call, type Importers } from "./call.ts";
import { channelsLast, fromChannelsLast, type Value } from "./value.ts";

/** One axis to be resized: `scale` is target / size unless the file gives it. */
interface Axis {
  readonly size: number;
  readonly target: number;
  readonly scale: number;
}

type Position = (i: number, axis: Axis) => number;

const f32 = Math.fround;

/**
 * Source position of output i, by `coordinate_transformation_mode` (ONNX Resize). Rounded to float32 step by step,
 * as ONNX Runtime has it: nearest neighbours at ties depend on the last bit.
 */
const positions: Readonly<Record<string, Position>> = {
  half_pixel: (i, { scale }) => f32(f32((i + 0.5) / scale) - 0.5),
  pytorch_half_pixel: (i, { scale, target }) => (target > 1 ? f32(f32((i + 0.5) / scale) - 0.5) : 0),
  asymmetric: (i, { scale }) => f32(i / scale),
  align_corners: (i, { size, target }) => (target > 1 ? f32((i * (size - 1)) / (target - 1)) : 0),
};

/** How a position becomes an index, by `nearest_mode`. */
const roundings: Readonly<Record<string, (position: number) => number>> = {
  round_prefer_floor: (position) => Math.ceil(position - 0.5),
  round_prefer_ceil: (position) => Math.floor(position + 0.5),
  floor: Math.floor,
  ceil: Math.ceil,
};

function importResize(call: Call): Value {
  const isUpsample = call.node.opType === "Upsample";
  const [scalesAt, sizesAt] = isUpsample || call.opset < 11 ? [1, -1] : [2, 3];
  const value = inputOf(call, 0);
  const axes = axesOf(value, numbersOf(call, scalesAt) ?? floats(call, "scales"), numbersOf(call, sizesAt));
  const old = isUpsample || call.opset < 11;
  const position = entry(
    positions,
    text(call, "coordinate_transformation_mode", old ? "asymmetric" : "half_pixel"),
  );
  const mode = text(call, "mode", "nearest");
  if (int(call, "antialias", 0) !== 0) throw new Error("antialias is not supported");
  const policy = text(call, "keep_aspect_ratio_policy", "stretch");
  if (policy !== "stretch") throw new Error(`keep_aspect_ratio_policy must be stretch; got ${policy}`);
  const x = channelsLast(value);
  if (mode === "nearest") {
    const rounding = entry(roundings, text(call, "nearest_mode", old ? "floor" : "round_prefer_floor"));
    return fromChannelsLast(
      nearest(nearest(x, 1, axes[0], position, rounding), 2, axes[1], position, rounding),
    );
  }
  if (mode !== "linear") throw new Error(`its mode must be nearest or linear; got ${mode}`);
  return fromChannelsLast(linear(x, axes, position));
}

function entry<T>(table: Readonly<Record<string, T>>, name: string): T {
  if (!Object.hasOwn(table, name))
    throw new Error(`its mode must be one of ${Object.keys(table).join(", ")}; got ${name}`);
  return table[name];
}

/** Height and width, from scales or from sizes; batch and channels must stay. */
function axesOf(value: Value, scales: readonly number[] = [], sizes: readonly number[] = []): [Axis, Axis] {
  const given = sizes.length > 0 ? sizes : scales;
  const isKept = (axis: number): boolean => given[axis] === (sizes.length > 0 ? value.shape[axis] : 1);
  if (given.length !== 4 || value.shape.length !== 4 || !isKept(0) || !isKept(1))
    throw new Error(
      `it needs four scales or sizes that keep batch and channels; got scales [${scales}], sizes [${sizes}] for [${value.shape}]`,
    );
  const axisAt = (axis: number): Axis => {
    const size = value.shape[axis];
    if (sizes.length > 0) return { size, target: sizes[axis], scale: f32(sizes[axis] / size) };
    return { size, target: Math.floor(f32(size * scales[axis])), scale: scales[axis] };
  };
  return [axisAt(2), axisAt(3)];
}

const clampTo = (axis: Axis, index: number): number => Math.min(axis.size - 1, Math.max(0, index));

function nearest(
  x: Expression,
  along: number,
  axis: Axis,
  position: Position,
  rounding: (position: number) => number,
): Expression {
  const indices = Int32Array.from({ length: axis.target }, (_, i) =>
    clampTo(axis, rounding(position(i, axis))),
  );
  const isSame = axis.target === axis.size && indices.every((index, i) => index === i);
  return isSame ? x : gather(x, constant(indices, [axis.target]), along);
}

/** Each output is the mean of its two neighbours, weighted by nearness; beyond the border the edge repeats. */
function linear(x: Expression, [rows, columns]: [Axis, Axis], position: Position): Expression {
  const [batch, height, , channels] = x.shape;
  const alongWidth = matmul(weights(columns, position), x); // (N, H, width, C)
  const flat = reshape(alongWidth, [batch, height, columns.target * channels]);
  const alongHeight = matmul(weights(rows, position), flat); // (N, height, width C)
  return reshape(alongHeight, [batch, rows.target, columns.target, channels]);
}

/** (target, size): row i holds the weights of output i. */
function weights(axis: Axis, position: Position): Expression {
  const { size, target } = axis;
  const data = new Float32Array(target * size);
  for (let i = 0; i < target; i++) {
    const at = Math.min(size - 1, Math.max(0, position(i, axis)));
    const low = Math.floor(at);
    data[i * size + low] += 1 - (at - low);
    data[i * size + clampTo(axis, low + 1)] += at - low;
  }
  return constant(data, [target, size]);
}

export const resizing: Importers = { Resize: importResize, Upsample: importResize };
