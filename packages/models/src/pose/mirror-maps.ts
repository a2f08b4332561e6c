/** Brings the heat maps of a mirrored image back. */
import type { Sides } from "./view-geometry.ts";

/**
 * out[i, j, y, x] = maps[i, mirrored[j], y, width - 1 - x]: mirrored left to right, left and right joints exchanged.
 *
 * @param maps (items, joints, height, width), as what is returned
 */
export function mirrorMaps(maps: Float32Array, mirrored: Int32Array, { height, width }: Sides): Float32Array {
  const out = new Float32Array(maps.length);
  const size = height * width;
  for (let map = 0; map < maps.length / size; map++) {
    const joint = map % mirrored.length;
    const from = (map - joint + mirrored[joint]) * size;
    for (let row = 0; row < size; row += width)
      for (let x = 0; x < width; x++) out[map * size + row + x] = maps[from + row + width - 1 - x];
  }
  return out;
}
