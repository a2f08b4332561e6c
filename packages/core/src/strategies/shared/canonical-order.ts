/** An order of items that does not depend on how the pool was listed. */

import type { Key } from "../../contracts.ts";
import { split, uniformFor } from "../../random/key.ts";

/**
 * The rows ordered by a draw keyed by item id, then by id. A strategy that works through its candidates in this order,
 * and lets the earlier of equals win, breaks ties by key and then by id, and adds up its sums in the same order, bit
 * for bit, however the pool was listed.
 */
export function canonicalOrder(rows: Int32Array, ids: readonly string[], key: Key): Int32Array {
  const ties = split(key, "ties");
  const draws = Float64Array.from(rows, (row) => uniformFor(ties, ids[row]));
  const places = Int32Array.from(rows.keys());
  places.sort((a, b) => draws[b] - draws[a] || (ids[rows[a]] < ids[rows[b]] ? -1 : 1));
  return places.map((place) => rows[place]);
}

/** The rows in the order of their ids: for labelled items, of which any of several equals may be named. */
export function byId(rows: Int32Array, ids: readonly string[]): Int32Array {
  return rows.slice().sort((a, b) => (ids[a] < ids[b] ? -1 : 1));
}
