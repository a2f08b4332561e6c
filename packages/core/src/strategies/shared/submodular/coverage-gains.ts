/** Facility location on a neighbour graph, with what is covered before and caps on what counts. */

import type { Gains } from "./lazy-greedy.ts";
import type { NeighbourGraph } from "./neighbour-graph.ts";

/** Gains of a facility-location function, and for how many items each pick was the best so far. */
export interface CoverageGains extends Gains {
  readonly improved: readonly number[]; // by pick
}

/**
 * f(S) = sum_i min(cap_i, max(before_i, max_{j in S} s_ij)): item j adds sum_i max(0, min(s_ij, cap_i) - c_i), where
 * c_i is what i is covered by so far. A term never rises as more is taken, rounded or not, so neither does their sum.
 *
 * @param before (n), at most the caps; it is not changed
 * @param caps (n), no caps unless given
 */
export function coverageGains(
  graph: NeighbourGraph,
  before: Float64Array,
  caps?: Float64Array,
): CoverageGains {
  const { starts, items, similarity } = graph;
  const covered = before.slice();
  const improved: number[] = [];
  const capped = (e: number): number =>
    caps === undefined ? similarity[e] : Math.min(similarity[e], caps[items[e]]);

  function gain(place: number): number {
    let sum = 0;
    for (let e = starts[place]; e < starts[place + 1]; e += 1) {
      const more = capped(e) - covered[items[e]];
      if (more > 0) sum += more;
    }
    return sum;
  }

  return {
    items: before.length,
    improved,
    evaluate: (places, out) => places.forEach((place, i) => (out[i] = gain(place))),
    take(place) {
      let count = 0;
      for (let e = starts[place]; e < starts[place + 1]; e += 1) {
        const value = capped(e);
        if (value <= covered[items[e]]) continue;
        covered[items[e]] = value;
        count += 1;
      }
      improved.push(count);
    },
  };
}
