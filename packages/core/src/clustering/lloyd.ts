/** Lloyd's iterations: every point to its nearest centre, every centre to the middle of its points. */

import type { Matrix } from "../contracts.ts";
import type { Kernels, Step } from "../kernels/contract.ts";
import { matrix } from "../array/matrix.ts";
import { risingPlaces } from "../array/rising-places.ts";
import { clusterMeans } from "./cluster-means.ts";
import { measureOwn, reassign, SLACK, type Assigned } from "./reassign.ts";

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
 * centre. Means are taken anew where a cluster's points changed, and points measured anew where bounds leave a doubt:
 * the result is that of doing all of it every time, to the last bit.
 *
 * @param points (n, d)
 * @param rows the points to cluster
 * @param initial centres (clusters, d), not changed
 * @param nearest what is nearest among these, where that is known; its arrays are not changed
 */
export async function lloyd(
  points: Matrix,
  rows: Int32Array,
  initial: Matrix,
  kernels: Kernels,
  step: Step,
  nearest?: { readonly places: Int32Array; readonly squared: Float64Array },
): Promise<Clustering> {
  const reached = (iteration: number, share: number): number => 1 - 0.93 ** (iteration + share);
  const begun = nearest ?? (await kernels.nearest(points, rows, initial, (share) => step(reached(0, share))));
  const assigned: Assigned = {
    assignment: begun.places.slice(),
    squared: begun.squared.slice(),
    isOld: new Uint8Array(rows.length),
    upper: begun.squared.map((square) => (1 + SLACK) * Math.sqrt(square)),
    lower: new Float64Array(rows.length),
    changed: new Uint8Array(initial.rows).fill(1),
  };
  const order = risingPlaces(rows);
  let centres = initial;
  let iterations = 0;
  const measure = (): Promise<void> =>
    measureOwn(points, rows, order, centres, assigned, () => step(reached(iterations, 1)));
  for (; iterations < MOST_ITERATIONS; iterations += 1) {
    const next = matrix(centres.rows, centres.cols, centres.data.slice());
    const counts = clusterMeans(points, rows, assigned.assignment, assigned.changed, next);
    const empty = Int32Array.from(counts.keys()).filter((c) => assigned.changed[c] === 1 && counts[c] === 0);
    assigned.changed.fill(0);
    if (empty.length > 0) {
      await measure();
      refill(points, rows, empty, assigned, next);
    }
    const moves = movesOf(centres, next);
    if (!moves.some((move) => move > 0)) break;
    centres = next;
    const at = iterations + 1;
    await reassign(points, rows, order, centres, assigned, moves, kernels, (share) =>
      step(reached(at, share)),
    );
  }
  await measure();
  const { assignment, squared } = assigned;
  let inertia = 0;
  for (const distance of squared) inertia += distance;
  await step(1);
  return { centres, assignment, squared, inertia, iterations };
}

/** Moves the centres of empty clusters to the farthest points, where any lie off their centres; they stay `changed`. */
function refill(
  { data }: Matrix,
  rows: Int32Array,
  empty: Int32Array,
  { squared, changed }: Assigned,
  out: Matrix,
): void {
  const { cols } = out;
  const used = new Uint8Array(rows.length);
  for (const c of empty) {
    changed[c] = 1;
    const far = farthest(squared, used);
    if (far < 0) continue;
    used[far] = 1;
    out.data.set(data.subarray(rows[far] * cols, (rows[far] + 1) * cols), c * cols);
  }
}

/** The first place with the largest positive distance among those not used; -1 when there is none. */
function farthest(squared: Float64Array, used: Uint8Array): number {
  let best = -1;
  for (let i = 0; i < squared.length; i += 1)
    if (used[i] === 0 && squared[i] > (best < 0 ? 0 : squared[best])) best = i;
  return best;
}

/** How far each centre moved, or a little more; 0 only where it did not. */
function movesOf(before: Matrix, after: Matrix): Float64Array {
  const { rows, cols } = after;
  const moves = new Float64Array(rows);
  for (let c = 0; c < rows; c += 1) {
    let sum = 0;
    for (let j = c * cols; j < (c + 1) * cols; j += 1) sum += (after.data[j] - before.data[j]) ** 2;
    moves[c] = (1 + SLACK) * Math.sqrt(sum);
  }
  return moves;
}
