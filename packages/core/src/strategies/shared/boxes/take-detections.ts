/** The boxes of some of the items. */

import { takeRows } from "../../../array/matrix.ts";
import type { Detections } from "../../contract.ts";

/** The boxes of the items named by `rows`, in their order, as detections of a pool of those items alone. */
export function takeDetections({ starts, corners, probabilities }: Detections, rows: Int32Array): Detections {
  const boxes = boxesOf(starts, rows);
  const taken = new Int32Array(rows.length + 1);
  rows.forEach((row, i) => (taken[i + 1] = taken[i] + starts[row + 1] - starts[row]));
  return {
    starts: taken,
    corners: takeRows({ rows: probabilities.rows, cols: 4, data: corners }, boxes).data,
    probabilities: takeRows(probabilities, boxes),
  };
}

/** The places of the boxes of some items, item after item: rows of what stands one a box. */
export function boxesOf(starts: Int32Array, rows: Int32Array): Int32Array {
  let count = 0;
  for (const row of rows) count += starts[row + 1] - starts[row];
  const out = new Int32Array(count);
  let at = 0;
  for (const row of rows) for (let box = starts[row]; box < starts[row + 1]; box += 1) out[at++] = box;
  return out;
}
