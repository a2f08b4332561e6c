/** An order of items that does not depend on how the pool was listed. */

import type { Key } from "../../contracts.ts";
import { tieBreaker } from "../../array/order.ts";

/**
 * The rows ordered by a draw keyed by item id, then by id. A strategy that works through its candidates in this order,
 * and lets the earlier of equals win, breaks ties by key and then by id, and adds up its sums in the same order, bit
 * for bit, however the pool was listed.
 */
export function canonicalOrder(rows: Int32Array, ids: readonly string[], key: Key): Int32Array {
  const names = Array.from(rows, (row) => ids[row]);
  const before = tieBreaker(names, key);
  return Int32Array.from(
    Array.from(rows.keys()).sort((a, b) => (before(a, b) ? -1 : 1)),
    (place) => rows[place],
  );
}

/** The rows in the order of their ids: for labelled items, of which any of several equals may be named. */
export function byId(rows: Int32Array, ids: readonly string[]): Int32Array {
  return rows.slice().sort((a, b) => (ids[a] < ids[b] ? -1 : 1));
}
