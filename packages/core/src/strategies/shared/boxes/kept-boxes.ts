/** The boxes of an item that count. */

import type { Detections } from "../../contract.ts";
import { foundObject } from "./found-object.ts";

/** The places of the boxes of `item` whose most likely object class has at least the probability `floor`. */
export function keptBoxes({ starts, probabilities }: Detections, item: number, floor: number): number[] {
  const out: number[] = [];
  for (let box = starts[item]; box < starts[item + 1]; box += 1)
    if (foundObject(probabilities, box).probability >= floor) out.push(box);
  return out;
}

/** The number of boxes of those items: for pacing. */
export function boxesAnItem({ starts }: Detections): number {
  const items = starts.length - 1;
  return Math.max(1, starts[items] / Math.max(1, items));
}
