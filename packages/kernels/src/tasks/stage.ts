/** Brings rows into a thread's working memory. */

import type { Matrix } from "@querent/core";

/** Which rows of a matrix: those listed, or all of them in order. */
export interface RowList {
  readonly matrix: Matrix;
  readonly list?: Int32Array;
}

export function lengthOf({ matrix, list }: RowList): number {
  return list?.length ?? matrix.rows;
}

/** Copies the rows at places from..to - 1, one behind the other, to `address`; rows that are neighbours in one go. */
export function stageRows(
  memory: Float32Array,
  address: number,
  rows: RowList,
  from: number,
  to: number,
): void {
  const { cols, data } = rows.matrix;
  const { list } = rows;
  let out = address / 4;
  for (let start = from; start < to;) {
    const row = list === undefined ? start : list[start];
    let end = start + 1;
    if (list === undefined) end = to;
    else while (end < to && list[end] === row + end - start) end += 1;
    const part = data.subarray(row * cols, (row + end - start) * cols);
    memory.set(part, out);
    out += part.length;
    start = end;
  }
}

/** One row, as it is. */
export function rowOf({ matrix, list }: RowList, place: number): Float32Array {
  const row = list === undefined ? place : list[place];
  return matrix.data.subarray(row * matrix.cols, (row + 1) * matrix.cols);
}
