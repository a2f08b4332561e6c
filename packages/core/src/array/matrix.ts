/** Small helpers on row-major matrices. */

import type { Matrix } from "../contracts.ts";

/**
 * A matrix over `data`, which is used and not copied; zeros when absent.
 *
 * @throws when a size is not a whole number or `data` does not hold rows * cols values
 */
export function matrix(rows: number, cols: number, data?: Float32Array): Matrix {
  for (const [name, size] of [
    ["rows", rows],
    ["cols", cols],
  ] as const) {
    if (!Number.isInteger(size) || size < 0) {
      throw new RangeError(`A matrix needs whole ${name}, zero or more; got ${size}.`);
    }
  }
  if (data !== undefined && data.length !== rows * cols) {
    throw new RangeError(`A matrix of ${rows} x ${cols} needs ${rows * cols} values; got ${data.length}.`);
  }
  return { rows, cols, data: data ?? new Float32Array(rows * cols) };
}

/** Row i as a view into the matrix, not a copy. */
export function row(of: Matrix, i: number): Float32Array {
  return of.data.subarray(i * of.cols, (i + 1) * of.cols);
}

/** A new matrix of the rows named by `indices`, in their order. */
export function takeRows(of: Matrix, indices: ArrayLike<number>): Matrix {
  const out = matrix(indices.length, of.cols);
  for (let i = 0; i < indices.length; i += 1) {
    const index = indices[i];
    if (!Number.isInteger(index) || index < 0 || index >= of.rows) {
      throw new RangeError(`Row indices must be in [0, ${of.rows}); got ${index} at place ${i}.`);
    }
    out.data.set(row(of, index), i * of.cols);
  }
  return out;
}

/** The column of each row's largest value, the first of equals; for probabilities the predicted class. */
export function argmaxRows(of: Matrix): Int32Array {
  const out = new Int32Array(of.rows);
  for (let i = 0; i < of.rows; i += 1) {
    const start = i * of.cols;
    let best = 0;
    for (let j = 1; j < of.cols; j += 1) {
      if (of.data[start + j] > of.data[start + best]) best = j;
    }
    out[i] = best;
  }
  return out;
}
