/** An order of items that does not depend on how the pool was listed. */

import type { Key } from "../../contracts.ts";
import { split, uniformFor } from "../../random/key.ts";

/**
 * The rows ordered by a draw keyed by item id, then by id. A strategy that works through its candidates in this order,
 * and lets the earlier of equals win, breaks ties by key and then by id, and adds up its sums in the same order, bit
 * for bit, however the pool was listed.
 */
export function canonicalOrder(rows: Int32Array, ids: readonly string[], key: Key): Int32Array {
  const n = rows.length;
  const ties = split(key, "ties");
  const draws = new Float64Array(n);
  for (let i = 0; i < n; i += 1) draws[i] = uniformFor(ties, ids[rows[i]]);
  const isBefore = (a: number, b: number): boolean =>
    draws[a] > draws[b] || (draws[a] === draws[b] && ids[rows[a]] < ids[rows[b]]);
  const places = roughlyDescending(draws);
  for (let at = 1; at < n; at += 1) {
    const place = places[at];
    let to = at;
    for (; to > 0 && isBefore(place, places[to - 1]); to -= 1) places[to] = places[to - 1];
    places[to] = place;
  }
  return places.map((place) => rows[place]);
}

/** Places by draws in [0, 1), the highest first but for those within 1 / n of each other, of which there are few. */
function roughlyDescending(draws: Float64Array): Int32Array {
  const n = draws.length;
  const bucketOf = (draw: number): number => Math.min(n - 1, Math.floor((1 - draw) * n));
  const starts = new Int32Array(n + 1);
  for (let i = 0; i < n; i += 1) starts[bucketOf(draws[i]) + 1] += 1;
  for (let bucket = 0; bucket < n; bucket += 1) starts[bucket + 1] += starts[bucket];
  const places = new Int32Array(n);
  for (let i = 0; i < n; i += 1) {
    const bucket = bucketOf(draws[i]);
    places[starts[bucket]] = i;
    starts[bucket] += 1;
  }
  return places;
}

/** The rows in the order of their ids: for labelled items, of which any of several equals may be named. */
export function byId(rows: Int32Array, ids: readonly string[]): Int32Array {
  return rows.slice().sort((a, b) => (ids[a] < ids[b] ? -1 : 1));
}
