/** Lloyd's iterations: every point to its nearest centre, every centre to the middle of its points. */

import type { Matrix } from "../contracts.ts";
import type { Kernels, Step } from "../kernels/contract.ts";
import { matrix, takeRows } from "../array/matrix.ts";

/** A clustering; a cluster is empty only where fewer different points than centres were given. */
export interface Clustering {
  readonly centres: Matrix; // (clusters, d)
  readonly assignment: Int32Array; // (rows), the nearest centre of each place, the first of equals
  readonly squared: Float64Array; // (rows), squared distance to that centre
  readonly inertia: number; // the sum of `squared`
  readonly iterations: number; // how often the centres moved
}

const MOST_ITERATIONS = 100;

/**
 * Minimises sum_i ||x_i - c_a(i)||^2 from given centres until no centre moves, at most 100 times (Lloyd 1982, doi
 * 10.1109/TIT.1982.1056489). Sums are in float64 in the order of `rows`, centres are rounded to float32, and the
 * assignment returned is always that to the centres returned. An empty cluster is moved to the point farthest from its
 * centre. A point whose own centre stood still is measured against the centres that moved alone, which is exact.
 *
 * @param points (n, d)
 * @param rows the points to cluster
 * @param initial (clusters, d), not changed
 */
export async function lloyd(
  points: Matrix,
  rows: Int32Array,
  initial: Matrix,
  kernels: Kernels,
  step: Step,
): Promise<Clustering> {
  const reached = (iteration: number, share: number): number => 1 - 0.93 ** (iteration + share);
  let centres = initial;
  const { places: assignment, squared } = await kernels.nearest(points, rows, centres, (share) =>
    step(reached(0, share)),
  );
  let iterations = 0;
  for (; iterations < MOST_ITERATIONS; iterations += 1) {
    const next = middles(points, rows, { centres, assignment, squared });
    const moved = movedRows(centres, next);
    if (moved.length === 0) break;
    centres = next;
    const at = iterations + 1;
    await reassign(points, rows, { centres, assignment, squared }, moved, kernels, (share) =>
      step(reached(at, share)),
    );
  }
  let inertia = 0;
  for (const distance of squared) inertia += distance;
  await step(1);
  return { centres, assignment, squared, inertia, iterations };
}

type Assigned = Pick<Clustering, "centres" | "assignment" | "squared">;

/** The mean of each cluster's points; an empty cluster's centre goes to the farthest point, if any lies off its centre. */
function middles(points: Matrix, rows: Int32Array, { centres, assignment, squared }: Assigned): Matrix {
  const { rows: clusters, cols } = centres;
  const sums = new Float64Array(clusters * cols);
  const counts = new Int32Array(clusters);
  for (let i = 0; i < rows.length; i += 1) {
    const from = rows[i] * cols;
    const to = assignment[i] * cols;
    counts[assignment[i]] += 1;
    for (let j = 0; j < cols; j += 1) sums[to + j] += points.data[from + j];
  }
  const out = matrix(clusters, cols, centres.data.slice());
  const used = new Uint8Array(rows.length);
  for (let c = 0; c < clusters; c += 1) {
    if (counts[c] > 0) {
      for (let j = 0; j < cols; j += 1) out.data[c * cols + j] = sums[c * cols + j] / counts[c];
      continue;
    }
    const far = farthest(squared, used);
    if (far < 0) continue;
    used[far] = 1;
    out.data.set(points.data.subarray(rows[far] * cols, (rows[far] + 1) * cols), c * cols);
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

/** Brings assignment and distances up to date after the centres in `moved` changed. */
async function reassign(
  points: Matrix,
  rows: Int32Array,
  { centres, assignment, squared }: Assigned,
  moved: Int32Array,
  kernels: Kernels,
  step: Step,
): Promise<void> {
  const hasMoved = new Uint8Array(centres.rows);
  for (const c of moved) hasMoved[c] = 1;
  const every = Int32Array.from(rows.keys());
  const lost = every.filter((i) => hasMoved[assignment[i]] === 1);
  const kept = every.filter((i) => hasMoved[assignment[i]] === 0);

  const anew = await kernels.nearest(
    points,
    lost.map((i) => rows[i]),
    centres,
    (share) => step((share * lost.length) / rows.length),
  );
  for (let l = 0; l < lost.length; l += 1) {
    assignment[lost[l]] = anew.places[l];
    squared[lost[l]] = anew.squared[l];
  }
  if (kept.length === 0) return;
  const rivals = await kernels.nearest(
    points,
    kept.map((i) => rows[i]),
    takeRows(centres, moved),
    (share) => step((lost.length + share * kept.length) / rows.length),
  );
  for (let k = 0; k < kept.length; k += 1) {
    const i = kept[k];
    const rival = moved[rivals.places[k]];
    const distance = rivals.squared[k];
    if (distance < squared[i] || (distance === squared[i] && rival < assignment[i])) {
      assignment[i] = rival;
      squared[i] = distance;
    }
  }
}
