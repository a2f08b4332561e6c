/** Top-k selection by one score an item, which several strategies share. */

import type { Selection, SelectionContext, SelectionRequest } from "../../contracts.ts";
import { orderDescending } from "../../array/order.ts";
import { drawSubset } from "./subset.ts";
import { grouped } from "./grouped.ts";
import { pacer } from "./pace.ts";

const CHUNK = 8192;

/**
 * The `batchSize` items of the subset with the highest score, highest first, ties by key and then id.
 *
 * @param share the subset's share of the candidates
 * @param score of a row of the signals; higher = label this sooner
 * @param describe the score in words, for instance "entropy 1.92 nats"
 */
export async function selectTop(
  request: SelectionRequest,
  context: SelectionContext | undefined,
  share: number,
  score: (item: number) => number,
  describe: (score: number) => string,
): Promise<Selection> {
  const pool = drawSubset(request, share);
  const scores = new Float64Array(pool.length);
  const pace = pacer(context, pool.length);
  for (let start = 0; start < pool.length; start += CHUNK) {
    await pace(start);
    const end = Math.min(pool.length, start + CHUNK);
    for (let i = start; i < end; i += 1) scores[i] = score(pool[i]);
  }
  await pace(pool.length);
  const names = Array.from(pool, (item) => request.ids[item]);
  const chosen = orderDescending(scores, names, request.key).subarray(0, request.batchSize);
  const among =
    pool.length < request.candidates.length
      ? `a random ${grouped(pool.length)} of ${grouped(request.candidates.length)}`
      : grouped(pool.length);
  return {
    picks: chosen.map((place) => pool[place]),
    scores: Float64Array.from(chosen, (place) => scores[place]),
    why: Array.from(chosen, (place, i) => `${describe(scores[place])}, rank ${grouped(i + 1)} of ${among}`),
  };
}
