/** Importers that rearrange values: reshape, flatten, transpose, squeeze, expand. */
import { broadcast, reshape, transpose } from "../../ops/layout.ts";
import { broadcastShapes, sizeOf } from "../../shape.ts";
import { axisOf, inputOf, int, ints, numbersFrom, numbersOf, type Call, type Importers } from "./call.ts";
import { fromChannelsLast, fromPlain, isChannelsLast, plain, type Value } from "./value.ts";

const last = (value: Value): number => value.shape.length - 1;

/** The same values in the file's row-major order under another shape. */
function reshaped(value: Value, shape: readonly number[]): Value {
  return fromPlain(reshape(plain(value), shape));
}

/** 0 keeps the side of the input (unless `allowzero`), -1 is inferred. */
function importReshape(call: Call): Value {
  const value = inputOf(call, 0);
  const target = numbersFrom(call, "shape", 1);
  if (target === undefined) throw new Error("it needs its target shape as input 1");
  const keep = int(call, "allowzero", 0) === 0;
  return reshaped(
    value,
    target.map((side, axis) => (side === 0 && keep ? value.shape[axis] : side)),
  );
}

function importFlatten(call: Call): Value {
  const value = inputOf(call, 0);
  const axis = int(call, "axis", 1);
  const split = axis === value.shape.length ? axis : axisOf(axis, value.shape.length);
  return reshaped(value, [sizeOf(value.shape.slice(0, split)), sizeOf(value.shape.slice(split))]);
}

function importTranspose(call: Call): Value {
  const value = inputOf(call, 0);
  const permutation = ints(call, "perm") ?? value.shape.map((_, axis) => last(value) - axis);
  const order = permutation.join();
  // Moving the channels last or back costs nothing where the value is held in the order asked for.
  if (order === "0,2,3,1" && isChannelsLast(value)) return fromPlain(value.channelsLast!);
  if (order === "0,3,1,2" && value.plain !== undefined) return fromChannelsLast(value.plain);
  return fromPlain(transpose(plain(value), permutation));
}

/** Drops the named axes, or every side of 1. */
function importSqueeze(call: Call): Value {
  const value = inputOf(call, 0);
  const axes = numbersFrom(call, "axes", 1)?.map((axis) => axisOf(axis, value.shape.length));
  const isDropped = (side: number, axis: number): boolean => (axes ? axes.includes(axis) : side === 1);
  return reshaped(
    value,
    value.shape.filter((side, axis) => !isDropped(side, axis)),
  );
}

function importUnsqueeze(call: Call): Value {
  const value = inputOf(call, 0);
  const given = numbersFrom(call, "axes", 1) ?? [];
  const rank = value.shape.length + given.length;
  const axes = given.map((axis) => axisOf(axis, rank));
  const rest = [...value.shape];
  return reshaped(
    value,
    Array.from({ length: rank }, (_, axis) => (axes.includes(axis) ? 1 : rest.shift()!)),
  );
}

function importExpand(call: Call): Value {
  const value = inputOf(call, 0);
  const shape = broadcastShapes(value.shape, numbersOf(call, 1) ?? []);
  return fromPlain(broadcast(plain(value), shape));
}

export const layout: Importers = {
  Reshape: importReshape,
  Flatten: importFlatten,
  Transpose: importTranspose,
  Squeeze: importSqueeze,
  Unsqueeze: importUnsqueeze,
  Expand: importExpand,
};
