/** The random subset of the candidates that a strategy looks at. */

import type { SelectionRequest } from "../contract.ts";
import { orderDescending } from "../../array/order.ts";
import { split, uniformFor } from "../../random/key.ts";

/**
 * round(share * candidates) candidates, at least `batchSize`, with the highest draws keyed by item id: the same key and
 * share give the same subset in every strategy, whatever the order of the pool.
 *
 * @returns rows of the signals; all candidates in their own order when the share is 1
 */
export function drawSubset(request: SelectionRequest, share: number): Int32Array {
  const { candidates, ids, batchSize, key } = request;
  const size = Math.max(batchSize, Math.round(share * candidates.length));
  if (size >= candidates.length) return candidates;
  const draws = split(key, "subset");
  const names = Array.from(candidates, (item) => ids[item]);
  const scores = Float64Array.from(names, (id) => uniformFor(draws, id));
  return orderDescending(scores, names, key)
    .slice(0, size)
    .map((place) => candidates[place]);
}
