/** One row of features an item from those of its boxes. */

import type { Matrix } from "../../../contracts.ts";
import type { Kernels, Step } from "../../../kernels/contract.ts";
import type { Detections } from "../../contract.ts";
import { keptBoxes } from "./kept-boxes.ts";

/** How many boxes of each item counted, and their pooled features. */
export interface PooledBoxes {
  readonly pooled: Matrix; // (n, d) rows of the pool; zeros where an item has no box, or was not asked for
  readonly counts: Int32Array; // (n)
}

/** Mean of the features of the boxes kept, summed in float64 and kept in float32, for each of the items. */
export async function pooledBoxes(
  detections: Detections,
  boxEmbeddings: Matrix,
  items: Int32Array,
  floor: number,
  make: Kernels["matrix"],
  step: Step,
): Promise<PooledBoxes> {
  const n = detections.starts.length - 1;
  const { cols, data } = boxEmbeddings;
  const pooled = make(n, cols);
  const counts = new Int32Array(n);
  const sum = new Float64Array(cols);
  for (let place = 0; place < items.length; place += 1) {
    if (place % 500 === 0) await step(place / items.length);
    const item = items[place];
    const boxes = keptBoxes(detections, item, floor);
    counts[item] = boxes.length;
    if (boxes.length === 0) continue;
    sum.fill(0);
    for (const box of boxes) for (let j = 0; j < cols; j += 1) sum[j] += data[box * cols + j];
    for (let j = 0; j < cols; j += 1) pooled.data[item * cols + j] = sum[j] / boxes.length;
  }
  await step(1);
  return { pooled, counts };
}
