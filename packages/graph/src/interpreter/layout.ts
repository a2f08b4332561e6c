/** Operators that move values, and constants, in float64. */
import { broadcastOffset, eachIndex, fill, offsetOf, zeros, type Rules } from "./values.ts";

export const layout: Rules<
  | "constant"
  | "reshape"
  | "transpose"
  | "slice"
  | "pad"
  | "concat"
  | "broadcast"
  | "gather"
  | "scatterAdd"
  | "oneHot"
> = {
  constant: ({ attributes: { data } }) => Float64Array.from(data),
  reshape: (_, [x]) => Float64Array.from(x.data),
  transpose: ({ attributes: { permutation }, shape }, [x]) =>
    fill(shape, (index) => {
      const source = new Array<number>(index.length);
      permutation.forEach((axis, at) => (source[axis] = index[at]));
      return x.data[offsetOf(source, x.shape)];
    }),
  slice: ({ attributes: { starts, steps }, shape }, [x]) =>
    fill(shape, (index) => {
      const source = index.map((i, axis) => starts[axis] + i * steps[axis]);
      return x.data[offsetOf(source, x.shape)];
    }),
  pad: ({ attributes: { before, value }, shape }, [x]) =>
    fill(shape, (index) => {
      const source = index.map((i, axis) => i - before[axis]);
      const inside = source.every((i, axis) => i >= 0 && i < x.shape[axis]);
      return inside ? x.data[offsetOf(source, x.shape)] : value;
    }),
  concat: ({ attributes: { axis }, shape }, parts) =>
    fill(shape, (index) => {
      const source = [...index];
      const part = parts.find(({ shape }) => {
        if (source[axis] < shape[axis]) return true;
        source[axis] -= shape[axis];
        return false;
      })!;
      return part.data[offsetOf(source, part.shape)];
    }),
  broadcast: ({ shape }, [x]) => fill(shape, (index) => x.data[broadcastOffset(index, x.shape)]),
  gather: ({ attributes: { axis }, shape }, [x, indices]) => {
    const at = selector(axis, indices.shape.length, x.shape[axis]);
    return fill(shape, (index) => x.data[offsetOf(at(index, indices.data, indices.shape), x.shape)]);
  },
  scatterAdd: ({ attributes: { axis }, shape }, [updates, indices]) => {
    const at = selector(axis, indices.shape.length, shape[axis]);
    const out = zeros(shape);
    eachIndex(updates.shape, (index, from) => {
      out[offsetOf(at(index, indices.data, indices.shape), shape)] += updates.data[from];
    });
    return out;
  },
  oneHot: ({ attributes: { classes }, shape }, [labels]) =>
    fill(shape, (_, at) => (labels.data[Math.floor(at / classes)] === at % classes ? 1 : 0)),
};

/** Turns an index of a gathered tensor into one of its source: the axes of the indices become the one they name. */
function selector(axis: number, rank: number, side: number) {
  return (index: readonly number[], indices: Float64Array, shape: readonly number[]): number[] => {
    const named = indices[offsetOf(index.slice(axis, axis + rank), shape)];
    if (!(named >= 0 && named < side)) throw new Error(`Indices must be in [0, ${side - 1}]; got ${named}.`);
    return [...index.slice(0, axis), named, ...index.slice(axis + rank)];
  };
}
