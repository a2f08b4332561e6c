/** Where a heat map says that a joint is. */

import { highestCell } from "./maps-of.ts";

/**
 * The highest cell, the first of equals, moved by a quarter of a cell in x and in y towards the higher of its two
 * neighbours there; not moved where they are equal, or one of them is outside the map (Newell, Yang and Deng 2016, arXiv
 * 1603.06937, its published code).
 *
 * @param map (height, width)
 * @returns x and y in cells
 */
export function decodedPeak(map: Float32Array, height: number, width: number): [number, number] {
  const peak = highestCell(map);
  const y = Math.floor(peak / width);
  const x = peak - y * width;
  const dx = x > 0 && x < width - 1 ? Math.sign(map[peak + 1] - map[peak - 1]) : 0;
  const dy = y > 0 && y < height - 1 ? Math.sign(map[peak + width] - map[peak - width]) : 0;
  return [x + dx / 4, y + dy / 4];
}
