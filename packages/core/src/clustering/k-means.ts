/** k-means: Lloyd's iterations from seeds drawn by D^2 sampling. */

import type { Key, Matrix } from "../contracts.ts";
import type { Kernels, Step } from "../kernels/contract.ts";
import { takeRows } from "../array/matrix.ts";
import { split } from "../random/key.ts";
import { lloyd, type Clustering } from "./lloyd.ts";
import { plusPlus, type Lower } from "./plus-plus.ts";
import { runningNearest } from "./running-nearest.ts";

const SEEDING = 0.4; // share of the progress

/**
 * k-means++ seeds (Arthur and Vassilvitskii 2007, section 2.2), then `lloyd`. Draws and sums run in the order of `rows`,
 * so that an order of the caller's own choosing gives the same clusters however the pool was listed.
 *
 * @param points (n, d), finite
 * @param rows the points to cluster
 * @param clusters how many, in [1, rows]
 * @throws when `clusters` is not a whole number in that range
 */
export async function kMeans(
  points: Matrix,
  rows: Int32Array,
  clusters: number,
  key: Key,
  kernels: Kernels,
  step: Step,
): Promise<Clustering> {
  if (!Number.isInteger(clusters) || clusters < 1 || clusters > rows.length) {
    throw new RangeError(
      `internal: clusters must be an integer in [1, ${rows.length}], the number of points; got ${clusters}.`,
    );
  }
  const near = runningNearest(points, rows, kernels);
  const seeding = (done: number): Promise<void> => step((SEEDING * done) / clusters);
  const take = (place: number, done: number, lower: Lower): Promise<void> =>
    near.add(rows[place], (share) => seeding(done + share), lower);
  const { places } = await plusPlus({
    items: rows.length,
    count: clusters,
    approach: (place, lower) => take(place, near.centres.length, lower),
    key: split(key, "k-means"),
  });
  await take(places[clusters - 1], clusters - 1, () => {}); // drawing did not need the last one's
  const seeds = takeRows(points, near.centres);
  return lloyd(points, rows, seeds, kernels, (share) => step(SEEDING + (1 - SEEDING) * share), near);
}

/**
 * About how many iterations k-means takes, for estimates: min(100, sqrt(items / clusters)), as seen on clustered pools
 * of 2,000 to 100,000 items.
 */
export function expectedIterations(items: number, clusters: number): number {
  return Math.max(3, Math.min(100, Math.sqrt(items / clusters)));
}
