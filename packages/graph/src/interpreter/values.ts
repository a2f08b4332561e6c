/** What the interpreter's rules share: float64 tensors, the rule's type, and walking over indices. */
import type { Expression, Operator, Shape } from "../expression.ts";
import { sizeOf, stridesOf } from "../shape.ts";

/** A float64 tensor in row-major order; labels and indices are held as float64 integers. */
export interface Values {
  readonly shape: Shape;
  readonly data: Float64Array;
}

/** Computes a node's entries from those of its inputs. */
export type Rule<O extends Operator> = (
  node: Expression<O>,
  inputs: readonly Values[],
) => Float64Array<ArrayBuffer>;

export type Rules<O extends Operator> = { readonly [K in O]: Rule<K> };

/** As many zeros as the shape has entries. */
export function zeros(shape: Shape): Float64Array<ArrayBuffer> {
  return new Float64Array(sizeOf(shape));
}

/** Calls `visit` for each index of a shape in row-major order; the index array is reused. */
export function eachIndex(shape: Shape, visit: (index: readonly number[], at: number) => void): void {
  const index = new Array<number>(shape.length).fill(0);
  const size = sizeOf(shape);
  for (let at = 0; at < size; at++) {
    visit(index, at);
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      if (++index[axis] < shape[axis]) break;
      index[axis] = 0;
    }
  }
}

/** Fills a tensor of the shape with a function of the index. */
export function fill(
  shape: Shape,
  value: (index: readonly number[], at: number) => number,
): Float64Array<ArrayBuffer> {
  const out = zeros(shape);
  eachIndex(shape, (index, at) => (out[at] = value(index, at)));
  return out;
}

/** Row-major position of an index. */
export function offsetOf(index: readonly number[], shape: Shape): number {
  const strides = stridesOf(shape);
  return index.reduce((sum, i, axis) => sum + i * strides[axis], 0);
}

/** Where a broadcast index reads in a tensor: axes align at the right, sides of 1 always read entry 0. */
export function broadcastOffset(index: readonly number[], shape: Shape): number {
  const missing = index.length - shape.length;
  return offsetOf(
    shape.map((side, axis) => (side === 1 ? 0 : index[axis + missing])),
    shape,
  );
}
