/** Residuals p - e_y of items, those of one predicted class side by side. */

import { risingPlaces } from "../../../array/rising-places.ts";
import type { Matrix } from "../../../contracts.ts";
import type { Kernels } from "../../../kernels/contract.ts";

/** Every item has a slot; the slots of class c are starts[c] .. starts[c + 1] - 1. */
export interface ResidualsByClass {
  readonly residuals: Matrix; // (n, classes), by slot
  readonly predicted: Int32Array; // (n), y of each slot
  readonly places: Int32Array; // (n), the place in the list of the item in each slot; their rows rise within a class
  readonly starts: Int32Array; // (classes + 1)
}

/**
 * p - e_y, y the most likely class, the first of equals, for each of `rows`.
 *
 * @param probabilities (pool, classes)
 * @param make makes the matrix
 */
export function residualsByClass(
  probabilities: Matrix,
  rows: Int32Array,
  make: Kernels["matrix"],
): ResidualsByClass {
  const { cols, data } = probabilities;
  const n = rows.length;
  const rising = risingPlaces(rows); // reading in the order of memory is several times quicker
  const found = new Int32Array(n); // class of each of these
  const starts = new Int32Array(cols + 1);
  for (let r = 0; r < n; r += 1) {
    found[r] = largest(data, rows[rising[r]] * cols, cols);
    starts[found[r] + 1] += 1;
  }
  for (let c = 0; c < cols; c += 1) starts[c + 1] += starts[c];
  const residuals = make(n, cols);
  const predicted = new Int32Array(n);
  const places = new Int32Array(n);
  const next = starts.slice();
  for (let r = 0; r < n; r += 1) {
    const y = found[r];
    const slot = next[y];
    const from = rows[rising[r]] * cols;
    next[y] += 1;
    predicted[slot] = y;
    places[slot] = rising[r];
    residuals.data.set(data.subarray(from, from + cols), slot * cols);
    residuals.data[slot * cols + y] -= 1;
  }
  return { residuals, predicted, places, starts };
}

/** The column of the largest of `count` values from `start` on, the first of equals. */
function largest(values: Float32Array, start: number, count: number): number {
  let best = 0;
  let most = values[start];
  for (let j = 1; j < count; j += 1) {
    const value = values[start + j];
    if (value <= most) continue;
    most = value;
    best = j;
  }
  return best;
}
