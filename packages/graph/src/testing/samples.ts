/** Deterministic float64 test values: the same seed and shape give the same tensor everywhere. */
import type { Shape } from "../expression.ts";
import { sizeOf } from "../shape.ts";
import type { Feed } from "../interpreter/interpret.ts";

/** Independent values, uniform in [min, max). */
export function uniform(shape: Shape, seed: number, min = -1, max = 1): Feed {
  const next = generator(seed);
  return { shape, data: Float64Array.from({ length: sizeOf(shape) }, () => min + (max - min) * next()) };
}

/**
 * Shuffled odd multiples of 0.05 around 0, no two equal, moved by `offset`: values that stay clear of ties
 * and, without an offset, of 0.
 */
export function distinct(shape: Shape, seed: number, offset = 0): Feed {
  const next = generator(seed);
  const size = sizeOf(shape);
  const order = Array.from({ length: size }, (_, rank) => ({ rank, by: next() })).sort((a, b) => a.by - b.by);
  const data = order.map(({ rank }) => (rank - Math.floor(size / 2) + 0.5) * 0.1 + offset);
  return { shape, data: Float64Array.from(data) };
}

/** A Weyl sequence hashed to [0, 1) with the finaliser of MurmurHash3. */
function generator(seed: number): () => number {
  let state = Math.imul(seed, 0x9e3779b1);
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let hash = state;
    hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
  };
}
