/** Importers that cut tensors and join them: concat, slice, split, pad, gather. */
import type { Expression } from "../../expression.ts";
import { constant } from "../../ops/leaf.ts";
import { concat, gather, pad, slice } from "../../ops/layout.ts";
import { axisOf, float, inputOf, int, numbersFrom, numbersOf, text } from "./call.ts";
import type { Call, Importers } from "./call.ts";
import { slicesOf } from "./slice-range.ts";
import { axisChannelsLast, channelsLast, fromChannelsLast, fromPlain, isChannelsLast } from "./value.ts";
import { permuteChannelsLast, plain, type Value } from "./value.ts";

function importConcat(call: Call): Value {
  const parts = call.inputs.map((_, index) => inputOf(call, index));
  const axis = axisOf(int(call, "axis", 1), parts[0].shape.length);
  return parts.some(isChannelsLast)
    ? fromChannelsLast(concat(parts.map(channelsLast), axisChannelsLast(axis)))
    : fromPlain(concat(parts.map(plain), axis));
}

/** Entries of each axis, in the order in which the value is held. */
function sliced(value: Value, starts: number[], sizes: number[], steps: number[]): Value {
  if (!isChannelsLast(value)) return fromPlain(slice(plain(value), starts, sizes, steps));
  const [from, count, by] = [starts, sizes, steps].map((list) => permuteChannelsLast(list));
  return fromChannelsLast(slice(channelsLast(value), from, count, by));
}

function importSlice(call: Call): Value {
  const value = inputOf(call, 0);
  const starts = numbersFrom(call, "starts", 1) ?? [];
  const ends = numbersFrom(call, "ends", 2) ?? [];
  const axes = numbersFrom(call, "axes", 3) ?? starts.map((_, axis) => axis);
  const steps = numbersOf(call, 4) ?? starts.map(() => 1);
  const range = slicesOf(value.shape, { starts, ends, axes, steps });
  return sliced(value, range.starts, range.sizes, range.steps);
}

/** The parts one after another; equal ones, the last smaller, unless their sizes are given. */
function importSplit(call: Call): Value[] {
  const value = inputOf(call, 0);
  const axis = axisOf(int(call, "axis", 0), value.shape.length);
  const count = int(call, "num_outputs", call.node.outputs.length);
  const side = value.shape[axis];
  const equal = Math.ceil(side / count);
  const sizes =
    numbersFrom(call, "split", 1) ??
    Array.from({ length: count }, (_, part) => Math.min(equal, side - part * equal));
  let start = 0;
  return sizes.map((size) => {
    const starts = value.shape.map((_, at) => (at === axis ? start : 0));
    const counts = value.shape.map((all, at) => (at === axis ? size : all));
    start += size;
    return sliced(
      value,
      starts,
      counts,
      value.shape.map(() => 1),
    );
  });
}

function importPad(call: Call): Value {
  const mode = text(call, "mode", "constant");
  if (mode !== "constant") throw new Error(`its mode must be constant; got ${mode}`);
  const value = inputOf(call, 0);
  const rank = value.shape.length;
  const pads = numbersFrom(call, "pads", 1) ?? [];
  const fill = numbersOf(call, 2)?.[0] ?? float(call, "value", 0);
  const axes = (numbersOf(call, 3) ?? value.shape.map((_, axis) => axis)).map((axis) => axisOf(axis, rank));
  const side = (end: number): number[] =>
    value.shape.map((_, axis) => {
      const at = axes.indexOf(axis);
      return at < 0 ? 0 : pads[at + end * axes.length];
    });
  const [before, after] = [side(0), side(1)];
  if (!isChannelsLast(value)) return fromPlain(pad(plain(value), before, after, fill));
  const x = channelsLast(value);
  return fromChannelsLast(pad(x, permuteChannelsLast(before), permuteChannelsLast(after), fill));
}

/** Indices are known here or fed as int32; negative ones, counted from the end, only where they are known. */
function importGather(call: Call): Value {
  const [value, indices] = [inputOf(call, 0), inputOf(call, 1)];
  const axis = axisOf(int(call, "axis", 0), value.shape.length);
  return fromPlain(gather(plain(value), indicesOf(indices, value.shape[axis]), axis));
}

function indicesOf(indices: Value, side: number): Expression {
  const known = indices.numbers?.();
  if (known === undefined) return plain(indices);
  return constant(
    Int32Array.from(known, (index) => (index < 0 ? index + side : index)),
    indices.shape,
  );
}

export const parts: Importers = {
  Concat: importConcat,
  Slice: importSlice,
  Split: importSplit,
  Pad: importPad,
  Gather: importGather,
};
