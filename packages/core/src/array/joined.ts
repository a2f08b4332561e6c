/** Lists of rows put one after the other. */

/** A new list of all the values, in their order; for any length, which spreading into arguments is not. */
export function joined(...lists: readonly Int32Array[]): Int32Array {
  const out = new Int32Array(lists.reduce((sum, list) => sum + list.length, 0));
  let at = 0;
  for (const list of lists) {
    out.set(list, at);
    at += list.length;
  }
  return out;
}
