/** Mean and spread of each column of a matrix. */

import type { Matrix } from "../contracts.ts";

/** mean_c = sum_i x_ic / n; std_c = sqrt(sum_i (x_ic - mean_c)^2 / n), or 1 where a column never changes. In float64. */
export function columnStatistics({ rows, cols, data }: Matrix): {
  readonly mean: number[]; // (cols)
  readonly std: number[]; // (cols)
} {
  if (rows === 0) throw new RangeError("Column statistics need at least one row; got none.");
  const mean = new Array<number>(cols).fill(0);
  const square = new Array<number>(cols).fill(0);
  for (let i = 0; i < rows; i += 1) for (let c = 0; c < cols; c += 1) mean[c] += data[i * cols + c] / rows;
  for (let i = 0; i < rows; i += 1)
    for (let c = 0; c < cols; c += 1) square[c] += (data[i * cols + c] - mean[c]) ** 2 / rows;
  return { mean, std: square.map((variance) => (variance > 0 ? Math.sqrt(variance) : 1)) };
}
