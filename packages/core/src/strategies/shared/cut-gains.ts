/** Graph-cut functions by their gains: a reward an item, less twice its similarity to what was picked. */

import type { Matrix } from "../../contracts.ts";
import type { Gains } from "./lazy-greedy.ts";
import { shiftedCosine } from "./shifted-cosine.ts";

/** Gains of a graph cut, and the mean similarity of each pick to the picks before it. */
export interface CutGains extends Gains {
  readonly toPicked: readonly number[]; // by pick; 0 for the first
}

/**
 * f(S) = sum_{j in S} reward_j - lambda sum_{i, j in S, i != j} s_ij: item j adds reward_j - 2 lambda P_j with
 * P_j = sum_{p in S} s_jp. P_j is added up in the order of the picks and only when the item is looked at; as s is never
 * negative, P_j never falls and the gain never rises, rounded or not.
 *
 * @param unit (n, d), rows of length one
 * @param rows the rows to pick from
 * @param rewards (rows)
 */
export function cutGains(unit: Matrix, rows: Int32Array, rewards: Float64Array, lambda: number): CutGains {
  const picked: number[] = [];
  const toPicked: number[] = [];
  const penalties = new Float64Array(rows.length);
  const added = new Int32Array(rows.length); // how many picks a penalty holds

  function penalty(place: number): number {
    for (; added[place] < picked.length; added[place] += 1)
      penalties[place] += shiftedCosine(unit, rows[place], picked[added[place]]);
    return penalties[place];
  }

  return {
    items: rows.length,
    toPicked,
    evaluate: (places, out) =>
      places.forEach((place, i) => (out[i] = rewards[place] - 2 * lambda * penalty(place))),
    take(place) {
      toPicked.push(picked.length === 0 ? 0 : penalty(place) / picked.length);
      picked.push(rows[place]);
    },
  };
}
