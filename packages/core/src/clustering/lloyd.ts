/** Lloyd's iterations: every point to its nearest centre, every centre to the middle of its points. */

import type { Matrix } from "../contracts.ts";
import type { Kernels, Step } from "../kernels/contract.ts";
import { matrix } from "../array/matrix.ts";
import { risingPlaces } from "../array/rising-places.ts";
import { reassign, type Assigned } from "./reassign.ts";

/** A clustering; a cluster is empty only where fewer different points than centres were given. */
export interface Clustering extends Assigned {
  readonly inertia: number; // the sum of `squared`
  readonly iterations: number; // how often the centres moved
}

const MOST_ITERATIONS = 100;

/**
 * Minimises sum_i ||x_i - c_a(i)||^2 from given centres until no centre moves, at most 100 times (Lloyd 1982, doi
 * 10.1109/TIT.1982.1056489). Sums are in float64 in the order of `rows`, centres are rounded to float32, and the
 * assignment returned is always that to the centres returned. An empty cluster is moved to the point farthest from its
 * centre. Middles are taken anew where a cluster's points changed, points measured anew where a centre that moved may be
 * nearer: the result is that of doing all of it every time, to the last bit.
 *
 * @param points (n, d)
 * @param rows the points to cluster
 * @param initial centres (clusters, d), not changed
 * @param assigned what is nearest among these, where that is known; its arrays are not changed
 */
export async function lloyd(
  points: Matrix,
  rows: Int32Array,
  initial: Matrix,
  kernels: Kernels,
  step: Step,
  assigned?: { readonly places: Int32Array; readonly squared: Float64Array },
): Promise<Clustering> {
  const reached = (iteration: number, share: number): number => 1 - 0.93 ** (iteration + share);
  let centres = initial;
  const begun =
    assigned ?? (await kernels.nearest(points, rows, centres, (share) => step(reached(0, share))));
  const assignment = begun.places.slice();
  const squared = begun.squared.slice();
  const changed = new Uint8Array(centres.rows).fill(1); // clusters whose middle may not be their centre
  const order = risingPlaces(rows);
  let iterations = 0;
  for (; iterations < MOST_ITERATIONS; iterations += 1) {
    const next = middles(points, rows, { centres, assignment, squared }, changed);
    const moved = movedRows(centres, next);
    if (moved.length === 0) break;
    centres = next;
    const at = iterations + 1;
    const state = { centres, assignment, squared, changed };
    await reassign(points, rows, order, state, moved, kernels, (share) => step(reached(at, share)));
  }
  let inertia = 0;
  for (const distance of squared) inertia += distance;
  await step(1);
  return { centres, assignment, squared, inertia, iterations };
}

/**
 * The mean of the points of each cluster in `changed`, which is cleared; an empty cluster's centre goes to the farthest
 * point, if any lies off its centre, and stays in `changed`.
 */
function middles(
  { data }: Matrix,
  rows: Int32Array,
  { centres, assignment, squared }: Assigned,
  changed: Uint8Array,
): Matrix {
  const { rows: clusters, cols } = centres;
  const sums = new Float64Array(clusters * cols);
  const counts = new Int32Array(clusters);
  for (let i = 0; i < rows.length; i += 1) {
    const c = assignment[i];
    if (changed[c] === 0) continue;
    const from = rows[i] * cols;
    const to = c * cols;
    counts[c] += 1;
    for (let j = 0; j < cols; j += 1) sums[to + j] += data[from + j];
  }
  const out = matrix(clusters, cols, centres.data.slice());
  const used = new Uint8Array(rows.length);
  for (let c = 0; c < clusters; c += 1) {
    if (changed[c] === 0) continue;
    if (counts[c] > 0) {
      for (let j = 0; j < cols; j += 1) out.data[c * cols + j] = sums[c * cols + j] / counts[c];
      changed[c] = 0;
      continue;
    }
    const far = farthest(squared, used);
    if (far < 0) continue;
    used[far] = 1;
    out.data.set(data.subarray(rows[far] * cols, (rows[far] + 1) * cols), c * cols);
  }
  return out;
}

/** The first place with the largest positive distance among those not used; -1 when there is none. */
function farthest(squared: Float64Array, used: Uint8Array): number {
  let best = -1;
  for (let i = 0; i < squared.length; i += 1)
    if (used[i] === 0 && squared[i] > (best < 0 ? 0 : squared[best])) best = i;
  return best;
}

function movedRows(before: Matrix, after: Matrix): Int32Array {
  const { rows, cols } = after;
  const moved: number[] = [];
  for (let c = 0; c < rows; c += 1) {
    let j = c * cols;
    while (j < (c + 1) * cols && before.data[j] === after.data[j]) j += 1;
    if (j < (c + 1) * cols) moved.push(c);
  }
  return Int32Array.from(moved);
}
