/** Boxes written as rows of numbers. */
import type { FoundBoxes, TrueBoxes } from "../../src/annotations.ts";

/** Rows of x1, y1, x2, y2, class. */
export function boxesTrue(rows: readonly number[][]): TrueBoxes {
  return {
    count: rows.length,
    corners: Float64Array.from(rows.flatMap((row) => row.slice(0, 4))),
    classes: Int32Array.from(rows, (row) => row[4]),
    areas: Float64Array.from(rows, ([x1, y1, x2, y2]) => (x2 - x1) * (y2 - y1)),
    ignored: new Uint8Array(rows.length),
    crowds: new Uint8Array(rows.length),
  };
}

/** Rows of x1, y1, x2, y2, class, score. */
export function boxesFound(rows: readonly number[][]): FoundBoxes {
  return {
    count: rows.length,
    corners: Float64Array.from(rows.flatMap((row) => row.slice(0, 4))),
    classes: Int32Array.from(rows, (row) => row[4]),
    scores: Float64Array.from(rows, (row) => row[5]),
  };
}
