/** D^2 sampling, as k-means++ seeds its centres and BADGE picks its batch. */

import type { Key } from "../contracts.ts";
import { generator } from "../random/generator.ts";
import { split } from "../random/key.ts";

/** Places drawn one after the other, and the weight each had when it was drawn. */
export interface PlusPlus {
  readonly places: Int32Array; // (count)
  readonly squared: Float64Array; // (count), squared distance to the nearest centre before it; Infinity without one
}

/** What is drawn from. */
export interface PlusPlusProblem {
  readonly items: number;
  readonly count: number;
  /** The first place; drawn by weight when there are centres already, uniformly when there are none. */
  readonly first?: number;
  /** Squared distance of every place to its nearest centre so far; none unless given. */
  readonly centres?: Float64Array;
  /** Squared distance of every place to that one; anything not smaller will do where an earlier centre is nearer. */
  distancesTo(place: number): Promise<Float64Array>;
  readonly key: Key;
  /** Awaited before each draw with the number of draws done. */
  readonly step?: (done: number) => Promise<void>;
}

/**
 * Each place is drawn with probability D^2 / sum D^2, D the distance to the nearest centre so far, and becomes a centre
 * (Arthur and Vassilvitskii 2007, k-means++, section 2.2). The sum runs in the order of places, so draws repeat to the
 * bit. When every place lies on a centre the first that is not taken is next.
 */
export async function plusPlus(problem: PlusPlusProblem): Promise<PlusPlus> {
  const { items, count, first, centres, distancesTo, key, step } = problem;
  const nearest = centres?.slice() ?? new Float64Array(items).fill(Infinity);
  const taken = new Uint8Array(items);
  let total = nearest.reduce((sum, weight) => sum + weight, 0); // of the free places
  const places = new Int32Array(count);
  const squared = new Float64Array(count);
  for (let b = 0; b < count; b += 1) {
    await step?.(b);
    const draw = generator(split(key, "plus-plus", b));
    const isFree = b === 0 && centres === undefined;
    const place =
      b === 0 && first !== undefined
        ? first
        : isFree
          ? draw.integer(items)
          : drawByWeight(nearest, taken, total, draw.uniform());
    taken[place] = 1;
    places[b] = place;
    squared[b] = nearest[place];
    if (b === count - 1) break;
    const distances = await distancesTo(place);
    total = 0;
    for (let i = 0; i < items; i += 1) {
      if (distances[i] < nearest[i]) nearest[i] = distances[i];
      if (taken[i] === 0) total += nearest[i];
    }
  }
  return { places, squared };
}

/** The first free place whose running sum of weights passes `share` of `total`; without weights the first free one. */
function drawByWeight(weights: Float64Array, taken: Uint8Array, total: number, share: number): number {
  const goal = share * total;
  let sum = 0;
  let last = -1;
  for (let i = 0; i < weights.length; i += 1) {
    if (taken[i] === 1) continue;
    if (last < 0 || weights[i] > 0) last = i;
    sum += weights[i];
    if (sum > goal) return i;
  }
  return last;
}
