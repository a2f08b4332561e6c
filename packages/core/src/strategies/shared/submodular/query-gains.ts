/** Facility location over targets, with a worth of each item's own, by its gains. */

import type { Gains } from "./lazy-greedy.ts";

/**
 * f(S) = sum_q max(before_q, max_{j in S} s_qj) + eta sum_{j in S} relevance_j: item j adds
 * sum_q max(0, s_qj - c_q) + eta relevance_j, c_q what target q is covered by: never more as c grows, rounded or not.
 *
 * @param similarity (targets, items)
 * @param before (targets)
 * @param relevance (items), zero or more
 */
export function queryGains(
  similarity: Float64Array,
  before: Float64Array,
  relevance: Float64Array,
  eta: number,
): Gains {
  const targets = before.length;
  const items = relevance.length;
  const covered = before.slice();

  function gain(place: number): number {
    let sum = 0;
    for (let q = 0; q < targets; q += 1) {
      const more = similarity[q * items + place] - covered[q];
      if (more > 0) sum += more;
    }
    return sum + eta * relevance[place];
  }

  return {
    items,
    evaluate: (places, out) => places.forEach((place, i) => (out[i] = gain(place))),
    take(place) {
      for (let q = 0; q < targets; q += 1) covered[q] = Math.max(covered[q], similarity[q * items + place]);
    },
  };
}
