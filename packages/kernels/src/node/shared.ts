/** Arrays that all threads see. */

import type { Matrix } from "@querent/core";

/** The matrix itself where its memory is shared; else a copy that is. */
export function sharedMatrixOf(points: Matrix): Matrix {
  if (points.data.buffer instanceof SharedArrayBuffer) return points;
  const copy = sharedMatrix(points.rows, points.cols);
  copy.data.set(points.data);
  return copy;
}

/** A matrix of zeros in shared memory: given one as `points`, the kernels need no copy of it for their threads. */
export function sharedMatrix(rows: number, cols: number): Matrix {
  return { rows, cols, data: new Float32Array(new SharedArrayBuffer(4 * rows * cols)) };
}
