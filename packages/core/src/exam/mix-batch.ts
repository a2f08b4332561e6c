/** A batch of a strategy's picks with a share that is drawn at random. */

import type { Key } from "../contracts.ts";
import { split, uniformFor } from "../random/key.ts";
import { interleave } from "./interleave.ts";
import { spreadGroups } from "./spread-groups.ts";

/** What a batch is mixed of. Numbers are places in the pool. */
export interface MixRequest {
  /** The strategy's ranking, best first; at least as many as the batch holds, more where there are groups. */
  readonly picks: Int32Array;
  readonly candidates: Int32Array;
  readonly ids: readonly string[]; // (n)
  /** The group of each item; without them the ranking stands as it is. */
  readonly groups?: readonly string[]; // (n)
  /** The share drawn at random, in [0, 1]; a tenth unless given. */
  readonly share?: number;
  readonly batchSize: number;
  readonly key: Key; // of the round
}

/** A batch in the order in which it is asked for. */
export interface MixedBatch {
  readonly items: Int32Array; // (batch)
  readonly random: Uint8Array; // (batch), 1 where the item was drawn at random
  readonly rank: Int32Array; // (batch), the item's place in the strategy's ranking; -1 where that does not rank it
}

/**
 * Of a batch of b, the share s b is drawn at random from all candidates, those the strategy would have picked included:
 * the items with the highest draws keyed by their ids, so they are a simple random sample whatever the strategy. Where
 * s b is not whole, a draw keyed by the round decides whether it is rounded up, with its fraction as the chance, so the
 * share holds on average for batches of any size. The rest are the best of the ranking that were not drawn, spread over
 * groups (`spreadGroups`) where there are any. The two are interleaved evenly.
 *
 * @throws when the share or the batch size is out of range, the ranking is shorter than the batch, holds an item twice or
 * one that is not a candidate, or a candidate comes twice
 */
export function mixBatch(request: MixRequest): MixedBatch {
  const { picks, candidates, ids, groups, share = 0.1, batchSize, key } = request;
  checkMix(request, share);
  const drawn = drawRandom(candidates, ids, roundByDraw(share * batchSize, key), split(key, "random share"));
  const isDrawn = new Set(drawn);
  const ranked = picks.filter((pick) => !isDrawn.has(pick));
  const left = batchSize - drawn.length;
  const chosen = groups === undefined ? ranked.slice(0, left) : spreadGroups(ranked, groups, left, drawn);
  const { items, first } = interleave(drawn, chosen);
  const rankOf = new Map(Array.from(picks, (pick, rank) => [pick, rank]));
  return { items, random: first, rank: items.map((item) => rankOf.get(item) ?? -1) };
}

/** x rounded up with the chance of its fraction, else down. */
function roundByDraw(x: number, key: Key): number {
  const whole = Math.floor(x);
  return whole + (uniformFor(key, "rounding of the random share") < x - whole ? 1 : 0);
}

/** The `count` candidates with the highest draws, best first. */
function drawRandom(candidates: Int32Array, ids: readonly string[], count: number, key: Key): Int32Array {
  const draws = Array.from(candidates, (place) => ({ place, draw: uniformFor(key, ids[place]) }));
  draws.sort((a, b) => b.draw - a.draw || (ids[a.place] < ids[b.place] ? -1 : 1));
  return Int32Array.from(draws.slice(0, count), ({ place }) => place);
}

function checkMix({ picks, candidates, batchSize }: MixRequest, share: number): void {
  if (!(share >= 0 && share <= 1))
    throw new RangeError(`The random share must be a number in [0, 1]; got ${share}.`);
  if (!Number.isInteger(batchSize) || batchSize < 1 || batchSize > candidates.length)
    throw new RangeError(
      `batchSize must be an integer in [1, ${candidates.length}], the candidates there are; got ${batchSize}.`,
    );
  if (picks.length < batchSize)
    throw new RangeError(
      `The ranking must hold at least the ${batchSize} items of the batch; got ${picks.length}.`,
    );
  const known = new Set(candidates);
  if (known.size < candidates.length) throw new RangeError("A candidate must come once; one comes twice.");
  for (const pick of picks)
    if (!known.delete(pick))
      throw new RangeError(
        `The ranking must hold candidates, each once; item ${pick} is none or comes twice.`,
      );
}
