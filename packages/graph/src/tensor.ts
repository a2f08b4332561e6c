/** A tensor as it is fed and fetched: a flat typed array and its shape. */
import type { Shape } from "./expression.ts";

export interface Tensor {
  readonly shape: Shape;
  readonly data: Float32Array | Int32Array;
}
