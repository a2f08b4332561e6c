/** Saturated coverage on a neighbour graph by its gains. */

import type { Gains } from "./lazy-greedy.ts";
import type { NeighbourGraph } from "./neighbour-graph.ts";

/** Gains of a saturated-coverage function, and how many items have enough after each pick. */
export interface SaturatedGains extends Gains {
  readonly filled: readonly number[]; // by pick
}

/**
 * f(S) = sum_i min(cap_i, C_i), C_i what labelled and picked items give to i: item j adds
 * sum_i min(s_ij, max(0, cap_i - C_i)), a form whose terms never rise as C_i grows, rounded or not.
 */
export function saturatedGains(graph: NeighbourGraph, caps: Float64Array): SaturatedGains {
  const { starts, items, similarity } = graph;
  const covered = graph.labelledSum.slice();
  const filled: number[] = [];
  let full = 0;
  covered.forEach((value, i) => (full += value >= caps[i] ? 1 : 0));

  function gain(place: number): number {
    let sum = 0;
    for (let e = starts[place]; e < starts[place + 1]; e += 1) {
      const room = caps[items[e]] - covered[items[e]];
      if (room > 0) sum += Math.min(similarity[e], room);
    }
    return sum;
  }

  return {
    items: covered.length,
    filled,
    evaluate: (places, out) => places.forEach((place, i) => (out[i] = gain(place))),
    take(place) {
      for (let e = starts[place]; e < starts[place + 1]; e += 1) {
        const i = items[e];
        if (covered[i] >= caps[i]) continue;
        covered[i] += similarity[e];
        if (covered[i] >= caps[i]) full += 1;
      }
      filled.push(full);
    },
  };
}
