/** Arrays that all threads see. */

import type { Matrix } from "@querent/core";

/** A matrix of zeros in shared memory: given one as `points`, the kernels need no copy of it for their threads. */
export function sharedMatrix(rows: number, cols: number): Matrix {
  return { rows, cols, data: new Float32Array(new SharedArrayBuffer(4 * rows * cols)) };
}

export function isShared(array: Float32Array | Int32Array): boolean {
  return array.buffer instanceof SharedArrayBuffer;
}

/** The matrix itself where its memory is shared; else a copy that is. */
export function sharedMatrixOf(points: Matrix): Matrix {
  if (isShared(points.data)) return points;
  const copy = sharedMatrix(points.rows, points.cols);
  copy.data.set(points.data);
  return copy;
}

/** The list itself where its memory is shared; else a copy that is: sent to many threads, it is not copied again. */
export function sharedListOf(rows: Int32Array): Int32Array {
  if (isShared(rows)) return rows;
  const copy = new Int32Array(new SharedArrayBuffer(4 * rows.length));
  copy.set(rows);
  return copy;
}
