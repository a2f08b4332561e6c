/** Two lists of items as one, each spread evenly over it. */

/** Items in the order in which they are asked for. */
export interface Interleaved {
  readonly items: Int32Array; // (a + b)
  /** 1 where the item is of the first list. */
  readonly first: Uint8Array; // (a + b)
}

/**
 * Merges the items of the exam set, or those drawn at random, with the picks, each list in its own order: the n-th of all
 * is of the first list where floor(n a / (a + b)) rises, so that after any n items floor(n a / (a + b)) of them are of
 * it. A batch that is left half done has had its share of both.
 *
 * @param first (a)
 * @param picks (b)
 * @throws when an item is in both lists, or in one of them twice
 */
export function interleave(first: Int32Array, picks: Int32Array): Interleaved {
  const total = first.length + picks.length;
  const items = new Int32Array(total);
  const isFirst = new Uint8Array(total);
  const seen = new Set<number>();
  let taken = 0;
  for (let n = 1; n <= total; n += 1) {
    const due = Math.floor((n * first.length) / total) > taken;
    const item = due ? first[taken] : picks[n - 1 - taken];
    if (due) taken += 1;
    if (seen.size === seen.add(item).size)
      throw new RangeError(`An item is asked for once; item ${item} comes twice in what is interleaved.`);
    items[n - 1] = item;
    isFirst[n - 1] = due ? 1 : 0;
  }
  return { items, first: isFirst };
}
