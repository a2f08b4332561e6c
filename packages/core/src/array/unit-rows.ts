/** Rows scaled to length one. */

import type { Matrix } from "../contracts.ts";
import type { Kernels } from "../kernels/contract.ts";
import { matrix } from "./matrix.ts";

/**
 * A new matrix of x_i / ||x_i||, the length in float64; a row of zeros stays as it is.
 *
 * @param make makes the new matrix: that of the kernels which will read it
 */
export function unitRows({ rows, cols, data }: Matrix, make: Kernels["matrix"] = matrix): Matrix {
  const out = make(rows, cols);
  for (let i = 0; i < rows; i += 1) {
    let sum = 0;
    for (let j = i * cols; j < (i + 1) * cols; j += 1) sum += data[j] * data[j];
    const length = Math.sqrt(sum);
    if (length === 0) continue;
    for (let j = i * cols; j < (i + 1) * cols; j += 1) out.data[j] = data[j] / length;
  }
  return out;
}
