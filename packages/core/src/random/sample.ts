/** Random orders and samples without replacement. */

import type { Key } from "../contracts.ts";
import { generator } from "./generator.ts";

/** A uniformly random order of 0 to n - 1. */
export function permutation(key: Key, n: number): Int32Array {
  return sample(key, n, n);
}

/**
 * The first k of `permutation(key, n)`: k different integers in [0, n), in random order (Fisher and Yates, from the
 * front). Growing k only appends.
 *
 * @throws when n is not a whole number of items or k is not in [0, n]
 */
export function sample(key: Key, n: number, k: number): Int32Array {
  if (!Number.isInteger(n) || n < 0 || n > 2147483647) {
    throw new RangeError(`sample needs an integer n in [0, 2147483647]; got ${n}.`);
  }
  if (!Number.isInteger(k) || k < 0 || k > n) {
    throw new RangeError(`sample needs an integer k in [0, ${n}]; got ${k}.`);
  }
  const draw = generator(key);
  const order = new Int32Array(n);
  for (let i = 0; i < n; i += 1) order[i] = i;
  for (let i = 0; i < k; i += 1) {
    const j = i + draw.integer(n - i);
    const chosen = order[j];
    order[j] = order[i];
    order[i] = chosen;
  }
  return order.slice(0, k);
}
