/** Single heat maps. */

import type { HeatMaps } from "../../contract.ts";

/** The map of one joint of one item, (height, width), as a view. */
export function mapOf({ joints, height, width, data }: HeatMaps, item: number, joint: number): Float32Array {
  const size = height * width;
  const start = (item * joints + joint) * size;
  return data.subarray(start, start + size);
}

/** The cell of the highest value, the first of equals. */
export function highestCell(map: Float32Array): number {
  let best = 0;
  for (let i = 1; i < map.length; i += 1) if (map[i] > map[best]) best = i;
  return best;
}
