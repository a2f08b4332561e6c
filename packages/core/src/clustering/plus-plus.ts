/** D^2 sampling, as k-means++ seeds its centres and BADGE picks its batch. */

import type { Key } from "../contracts.ts";
import { generator } from "../random/generator.ts";
import { split } from "../random/key.ts";

/** Places drawn one after the other, and the weight each had when it was drawn. */
export interface PlusPlus {
  readonly places: Int32Array; // (count)
  readonly squared: Float64Array; // (count), squared distance to the nearest centre before it; Infinity without one
}

/** Tells a squared distance of a place to a centre; of several the least counts. */
export type Lower = (place: number, squared: number) => void;

/** What is drawn from. */
export interface PlusPlusProblem {
  readonly items: number;
  readonly count: number;
  /** The first place; drawn by weight when there are centres already, uniformly when there are none. */
  readonly first?: number;
  /** Squared distance of every place to its nearest centre so far; none unless given. */
  readonly centres?: Float64Array;
  /** Calls `lower` for every place that is nearer to `place` than to all centres before, itself included. */
  approach(place: number, lower: Lower): Promise<void>;
  readonly key: Key;
  /** Awaited before each draw with the number of draws done. */
  readonly step?: (done: number) => Promise<void>;
}

const BLOCK = 1024; // places whose weights are summed on their own

/**
 * Each place is drawn with probability D^2 / sum D^2, D the distance to the nearest centre so far, and becomes a centre
 * (Arthur and Vassilvitskii 2007, k-means++, section 2.2). Sums run in the order of places within blocks of 1,024, then
 * in the order of blocks, so draws repeat to the bit. When every place lies on a centre the first that is not taken is
 * next.
 */
export async function plusPlus(problem: PlusPlusProblem): Promise<PlusPlus> {
  const { items, count, first, centres, approach, key, step } = problem;
  const weights = blockedWeights(centres?.slice() ?? new Float64Array(items).fill(Infinity));
  const places = new Int32Array(count);
  const squared = new Float64Array(count);
  for (let b = 0; b < count; b += 1) {
    await step?.(b);
    const draw = generator(split(key, "plus-plus", b));
    const isFree = b === 0 && centres === undefined;
    const place =
      b === 0 && first !== undefined ? first : isFree ? draw.integer(items) : weights.draw(draw.uniform());
    places[b] = place;
    squared[b] = weights.take(place);
    if (b < count - 1) await approach(place, weights.lower);
  }
  return { places, squared };
}

interface Weights {
  readonly lower: Lower;
  /** Takes a place out and returns its weight. */
  take(place: number): number;
  /** The first free place whose running sum passes `share` of the whole; without weights the first free one. */
  draw(share: number): number;
}

/** Weights whose sums are kept by block: only blocks in which something fell are added up again. */
function blockedWeights(weights: Float64Array): Weights {
  const taken = new Uint8Array(weights.length);
  const sums = new Float64Array(Math.ceil(weights.length / BLOCK));
  const isStale = new Uint8Array(sums.length).fill(1);

  /** The sum of a block, or the first place at which `before` and the sum so far pass `goal`, as ~place. */
  function walk(block: number, before: number, goal: number): number {
    const end = Math.min(weights.length, (block + 1) * BLOCK);
    let sum = 0;
    for (let i = block * BLOCK; i < end; i += 1) {
      if (taken[i] === 1) continue;
      sum += weights[i];
      if (before + sum > goal) return ~i;
    }
    return sum;
  }

  function lastOrFirst(): number {
    let last = -1;
    for (let i = 0; i < weights.length; i += 1) if (taken[i] === 0 && (last < 0 || weights[i] > 0)) last = i;
    return last;
  }

  return {
    lower(place, squared) {
      if (squared >= weights[place]) return;
      weights[place] = squared;
      isStale[Math.floor(place / BLOCK)] = 1;
    },
    take(place) {
      taken[place] = 1;
      isStale[Math.floor(place / BLOCK)] = 1;
      return weights[place];
    },
    draw(share) {
      for (let block = 0; block < sums.length; block += 1) {
        if (isStale[block] === 1) sums[block] = walk(block, 0, Infinity);
        isStale[block] = 0;
      }
      const goal = share * sums.reduce((a, b) => a + b, 0);
      let before = 0;
      for (let block = 0; block < sums.length; before += sums[block], block += 1)
        if (before + sums[block] > goal) return ~walk(block, before, goal);
      return lastOrFirst();
    },
  };
}
