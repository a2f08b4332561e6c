/** A spread batch: one item of each cluster, the one nearest to its centre. */

import type { Key, Matrix } from "../../contracts.ts";
import type { Kernels, Step } from "../../kernels/contract.ts";
import { takeRows } from "../../array/matrix.ts";
import { unitRows } from "../../array/unit-rows.ts";
import { kMeans } from "../../clustering/k-means.ts";

/** An item picked, and the cluster it stands for. */
export interface ClusterPick {
  readonly place: number; // in `rows`
  readonly size: number; // items of its cluster
}

/**
 * k-means into `count` clusters of the rows scaled to length one, and of each the row nearest to its centre. Where fewer
 * different rows than clusters were given some clusters are empty: the first rows not picked fill up the batch, with a
 * size of 0.
 *
 * @param points (n, d)
 * @param rows at least `count` of them; of equally near ones the earlier is picked
 * @returns `count` picks, in the order of clusters
 */
export async function onePerCluster(
  points: Matrix,
  rows: Int32Array,
  count: number,
  key: Key,
  kernels: Kernels,
  step: Step,
): Promise<ClusterPick[]> {
  const unit = unitRows(takeRows(points, rows));
  const places = Int32Array.from(rows, (_, i) => i);
  const { assignment, squared } = await kMeans(unit, places, count, key, kernels, step);
  const nearest = new Int32Array(count).fill(-1);
  const sizes = new Int32Array(count);
  for (const place of places) {
    const cluster = assignment[place];
    sizes[cluster] += 1;
    if (nearest[cluster] < 0 || squared[place] < squared[nearest[cluster]]) nearest[cluster] = place;
  }
  const isPicked = new Uint8Array(rows.length);
  const picks: ClusterPick[] = [];
  for (let cluster = 0; cluster < count; cluster += 1) {
    if (nearest[cluster] < 0) continue;
    isPicked[nearest[cluster]] = 1;
    picks.push({ place: nearest[cluster], size: sizes[cluster] });
  }
  for (let place = 0; picks.length < count; place += 1)
    if (isPicked[place] === 0) picks.push({ place, size: 0 });
  return picks;
}
