/** Top-k selection by one score an item, which several strategies share. */

import type { Selection, SelectionContext } from "../contract.ts";
import { descendingPlaces } from "../../array/order.ts";
import type { OrderedRequest } from "./define-strategy.ts";
import { grouped } from "./grouped.ts";
import { pacer } from "./pace.ts";

const CHUNK = 8192;

/**
 * The `batchSize` candidates with the highest score, highest first; of equal ones those that come first.
 *
 * @param score of a row of the signals; higher = label this sooner
 * @param describe the score in words, for instance "entropy 1.92 nats"
 */
export async function selectTop(
  request: OrderedRequest,
  context: SelectionContext | undefined,
  score: (item: number) => number,
  describe: (score: number) => string,
): Promise<Selection> {
  const { candidates } = request;
  const scores = new Float64Array(candidates.length);
  const pace = pacer(context, candidates.length);
  for (let start = 0; start < candidates.length; start += CHUNK) {
    await pace(start);
    const end = Math.min(candidates.length, start + CHUNK);
    for (let i = start; i < end; i += 1) scores[i] = score(candidates[i]);
  }
  await pace(candidates.length);
  return topOf(scores, request, describe);
}

/** As `selectTop`, from scores that are there already: scores[i] is that of candidate i. */
export function topOf(
  scores: Float64Array,
  { candidates, drawnFrom, batchSize }: OrderedRequest,
  describe: (score: number, place: number) => string,
): Selection {
  const chosen = descendingPlaces(scores).subarray(0, batchSize);
  const among =
    candidates.length < drawnFrom
      ? `a random ${grouped(candidates.length)} of ${grouped(drawnFrom)}`
      : grouped(candidates.length);
  return {
    picks: chosen.map((place) => candidates[place]),
    scores: Float64Array.from(chosen, (place) => scores[place]),
    why: Array.from(
      chosen,
      (place, i) => `${describe(scores[place], place)}, rank ${grouped(i + 1)} of ${among}`,
    ),
  };
}
