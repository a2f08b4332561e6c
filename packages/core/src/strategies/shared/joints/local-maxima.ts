/** The peaks of a heat map. */

/**
 * The cells that no cell within `radius` rows and columns is above, and of equal ones none before them equals, highest
 * first and of equals the earlier; at most `most`. The highest cell is always one.
 *
 * @param map (height, width)
 */
export function localMaxima(
  map: Float32Array,
  height: number,
  width: number,
  radius: number,
  most: number,
): number[] {
  const peaks: number[] = [];
  for (let cell = 0; cell < map.length; cell += 1)
    if (isPeak(map, height, width, radius, cell)) peaks.push(cell);
  return peaks.sort((a, b) => map[b] - map[a] || a - b).slice(0, most);
}

function isPeak(map: Float32Array, height: number, width: number, radius: number, cell: number): boolean {
  const value = map[cell];
  const y = Math.floor(cell / width);
  const x = cell - y * width;
  const [left, right] = [Math.max(0, x - radius), Math.min(width - 1, x + radius)];
  for (let row = Math.max(0, y - radius); row <= Math.min(height - 1, y + radius); row += 1) {
    for (let other = row * width + left; other <= row * width + right; other += 1)
      if (map[other] > value || (map[other] === value && other < cell)) return false;
  }
  return true;
}
