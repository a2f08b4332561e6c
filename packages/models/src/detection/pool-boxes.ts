/** Features of boxes: means of a map over them. */

/** A map of one image. */
export interface FeatureMap {
  readonly rows: number;
  readonly cols: number;
  readonly channels: number;
  readonly data: Float32Array; // (rows, cols, channels)
}

/**
 * Writes the mean over the cells whose centres lie in the box; over the cell that holds the box's centre if none does.
 * Corners in shares of the image's sides.
 */
export function poolBox(
  { rows, cols, channels, data }: FeatureMap,
  [x1, y1, x2, y2]: readonly number[],
  out: Float32Array,
  to: number,
): void {
  const range = (low: number, high: number, cells: number): [number, number] => {
    const first = Math.ceil(low * cells - 0.5);
    const last = Math.floor(high * cells - 0.5);
    if (first <= last) return [Math.max(0, first), Math.min(cells - 1, last)];
    const middle = Math.min(cells - 1, Math.floor(((low + high) / 2) * cells));
    return [middle, middle];
  };
  const [top, bottom] = range(y1, y2, rows);
  const [left, right] = range(x1, x2, cols);
  const count = (bottom - top + 1) * (right - left + 1);
  for (let c = 0; c < channels; c++) {
    let sum = 0;
    for (let i = top; i <= bottom; i++)
      for (let j = left; j <= right; j++) sum += data[(i * cols + j) * channels + c];
    out[to + c] = sum / count;
  }
}
