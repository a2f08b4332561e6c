/** Graph-cut functions by their gains: a reward an item, less twice its similarity to what was picked. */

import type { Matrix } from "../../../contracts.ts";
import { takeRows } from "../../../array/matrix.ts";
import type { Kernels, Step } from "../../../kernels/contract.ts";
import type { Gains } from "./lazy-greedy.ts";

/** Gains of a graph cut, and the mean similarity of each pick to the picks before it. */
export interface CutGains extends Gains {
  readonly toPicked: readonly number[]; // by pick; 0 for the first
}

/**
 * f(S) = sum_{j in S} reward_j - lambda sum_{i, j in S, i != j} s_ij with s_ij = (1 + cos) / 2: item j adds
 * reward_j - 2 lambda P_j, P_j = sum_{p in S} s_jp. Every pick brings all P_j up to date with one product a row, as nearly
 * all gains fall by much the same and a lazy queue would look at all of them anyway. s is never negative, so the gains
 * never rise, rounded or not.
 *
 * @param unit (n, d), rows of length one
 * @param rows the rows to pick from
 * @param rewards (rows)
 */
export function cutGains(
  unit: Matrix,
  rows: Int32Array,
  rewards: Float64Array,
  lambda: number,
  kernels: Kernels,
): CutGains {
  const toPicked: number[] = [];
  const penalties = new Float64Array(rows.length);
  const within: Step = () => Promise.resolve(); // one product a row is no longer than a step

  return {
    items: rows.length,
    toPicked,
    evaluate: (places, out) => {
      for (let i = 0; i < places.length; i += 1)
        out[i] = rewards[places[i]] - 2 * lambda * penalties[places[i]];
    },
    async take(place) {
      toPicked.push(toPicked.length === 0 ? 0 : penalties[place] / toPicked.length);
      const pick = takeRows(unit, rows.subarray(place, place + 1));
      const products = await kernels.products(unit, rows, pick, within);
      for (let j = 0; j < products.length; j += 1) penalties[j] += Math.max(0, (1 + products[j]) / 2);
    },
  };
}
