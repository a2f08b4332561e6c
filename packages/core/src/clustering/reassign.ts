/** Brings an assignment of points to their nearest centres up to date after some centres moved. */

import type { Matrix } from "../contracts.ts";
import type { Kernels, Step } from "../kernels/contract.ts";
import { ownDistances } from "./own-distances.ts";

/** Points, the centre that each is nearest to, and bounds that say how long it stays so. */
export interface Assigned {
  readonly assignment: Int32Array; // (n), the nearest centre of each place, the first of equals
  readonly squared: Float64Array; // (n), squared distance to that centre, or what it was before the centre moved
  readonly isOld: Uint8Array; // (n), 1 where the latter
  readonly upper: Float64Array; // (n), no less than the distance to that centre
  readonly lower: Float64Array; // (n), no more than the distance to any other centre
  readonly changed: Uint8Array; // (clusters), 1 where a point came or went
}

/** More than rounding can do to a sum of a million squares, as a share of it. */
export const SLACK = 1e-9;

/**
 * A point's distance to its own centre grows by no more than that centre moved, and its distance to any other falls by
 * no more than the centre that moved farthest; nor is another centre nearer to it than the distance between the two
 * centres less its own (Hamerly 2010, Making k-means even faster). So a point whose bounds keep apart stays where it is,
 * perhaps after its own centre was measured anew. The others are measured against all centres.
 *
 * @param order all places, in the order in which reading `rows` is quick
 * @param assigned is brought up to date
 * @param moves (clusters) how far each centre moved, or a little more
 */
export async function reassign(
  points: Matrix,
  rows: Int32Array,
  order: Int32Array,
  centres: Matrix,
  assigned: Assigned,
  moves: Float64Array,
  kernels: Kernels,
  step: Step,
): Promise<void> {
  const { assignment, squared, isOld, upper, lower, changed } = assigned;
  const every = Int32Array.from(moves.keys());
  const between = await kernels.neighbours(centres, every, every, 1, () => step(0));
  const halves = Float64Array.from(every, (c) =>
    between.count === 0 ? Infinity : ((1 - SLACK) * Math.sqrt(between.squared[c])) / 2,
  );
  const farthest = moves.reduce((best, move, c) => (move > moves[best] ? c : best), 0);
  const next = moves.reduce((most, move, c) => (c === farthest ? most : Math.max(most, move)), 0);
  const stays = (i: number): boolean => upper[i] < Math.max(lower[i], halves[assignment[i]]);

  let doubtful = 0;
  const some = new Int32Array(order.length);
  for (const i of order) {
    const c = assignment[i];
    upper[i] += moves[c];
    lower[i] -= c === farthest ? next : moves[farthest];
    if (moves[c] > 0) isOld[i] = 1;
    if (!stays(i)) some[doubtful++] = i;
  }
  await measureOwn(points, rows, some.subarray(0, doubtful), centres, assigned, (share) => step(0.3 * share));
  const rest = some.subarray(0, doubtful).filter((i) => !stays(i));
  const theirs = rest.map((i) => rows[i]);
  const anew = await kernels.nearestTwo(points, theirs, centres, (share) => step(0.3 + 0.7 * share));
  rest.forEach((i, at) => {
    const c = anew.places[at];
    if (c !== assignment[i]) changed[c] = changed[assignment[i]] = 1;
    assignment[i] = c;
    squared[i] = anew.squared[at];
    upper[i] = (1 + SLACK) * Math.sqrt(squared[i]);
    lower[i] = (1 - SLACK) * Math.sqrt(anew.second[at]);
  });
}

/** Measures those of some places whose distance to their own centre is old. */
export async function measureOwn(
  points: Matrix,
  rows: Int32Array,
  some: Int32Array,
  centres: Matrix,
  { assignment, squared, isOld, upper }: Assigned,
  step: Step,
): Promise<void> {
  const old = some.filter((i) => isOld[i] === 1);
  await ownDistances(points, rows, old, centres, assignment, squared, step);
  for (const i of old) {
    isOld[i] = 0;
    upper[i] = (1 + SLACK) * Math.sqrt(squared[i]);
  }
}
