/** Puts one row in front by a draw. */

import { joined } from "../../array/joined.ts";

/** The rows with the one of the highest draw in front, the first of equals, the others in their order. */
export function firstByDraw(rows: Int32Array, draw: (row: number) => number): Int32Array {
  const draws = Float64Array.from(rows, draw);
  const best = draws.reduce((at, value, i) => (value > draws[at] ? i : at), 0);
  return joined(
    rows.subarray(best, best + 1),
    rows.filter((_, i) => i !== best),
  );
}
