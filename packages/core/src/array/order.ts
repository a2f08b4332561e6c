/** Orders items by score, with ties broken by key and then by id. */

import type { Key } from "../contracts.ts";
import { split, uniformFor } from "../random/key.ts";

/**
 * Places 0 to n - 1 with the highest score first. Equal scores are ordered by a draw keyed by the item's id (highest
 * first), then by the id itself, so the order does not depend on where an item stands in the pool.
 *
 * @param scores (n), finite
 * @param ids ids[i] names the item of place i
 */
export function orderDescending(scores: ArrayLike<number>, ids: readonly string[], key: Key): Int32Array {
  const order = new Int32Array(scores.length);
  for (let i = 0; i < order.length; i += 1) order[i] = i;
  order.sort((a, b) => scores[b] - scores[a]);
  const before = tieBreaker(ids, key);
  for (let start = 0; start < order.length;) {
    let end = start + 1;
    while (end < order.length && scores[order[end]] === scores[order[start]]) end += 1;
    if (end - start > 1) order.subarray(start, end).sort((a, b) => (before(a, b) ? -1 : 1));
    start = end;
  }
  return order;
}

/** A function that says whether the item of place a comes before that of place b when their scores are equal. */
export function tieBreaker(ids: readonly string[], key: Key): (a: number, b: number) => boolean {
  const ties = split(key, "ties");
  const draws = new Float64Array(ids.length).fill(-1); // each item's draw is made once, when it is first needed
  const draw = (i: number): number => (draws[i] < 0 ? (draws[i] = uniformFor(ties, ids[i])) : draws[i]);
  return (a, b) => {
    const difference = draw(a) - draw(b);
    return difference === 0 ? ids[a] < ids[b] : difference > 0;
  };
}

/** Places 0 to n - 1 with the highest score first; of equal scores the earlier place. @param scores finite */
export function descendingPlaces(scores: ArrayLike<number>): Int32Array {
  const order = new Int32Array(scores.length);
  for (let i = 0; i < order.length; i += 1) order[i] = i;
  return order.sort((a, b) => scores[b] - scores[a] || a - b);
}
