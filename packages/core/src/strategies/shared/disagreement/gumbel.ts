/** Gumbel noise keyed by item id. */

import type { Key } from "../../../contracts.ts";
import { naturalLog } from "../../../array/natural-log.ts";
import { uniformFor } from "../../../random/key.ts";

/** g = -ln(-ln u) with u uniform in (0, 1), a draw from Gumbel(0, 1) that depends on the key and the item's id alone. */
export function gumbelFor(key: Key, id: string): number {
  const u = uniformFor(key, id);
  return -naturalLog(-naturalLog(u === 0 ? 2 ** -54 : u)); // a draw of 0 stands for the half of its step above it
}
