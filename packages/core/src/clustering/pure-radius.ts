/** The largest radius at which most balls hold items of one pseudo-class alone. */

import type { Key, Matrix } from "../contracts.ts";
import type { Kernels, Step } from "../kernels/contract.ts";
import { split } from "../random/key.ts";
import { kMeans } from "./k-means.ts";

const LOOKED_AT = 2000;

/**
 * max { delta : purity(delta) >= alpha }, purity(delta) the share of items x whose open ball of radius delta holds items
 * of x's k-means cluster alone (Yehuda et al. 2022, arXiv 2205.11083). A ball is pure exactly up to the
 * distance of the nearest item of another cluster, so the radius is a quantile of those distances and needs no search.
 * They are taken for the first 2,000 of `rows`.
 *
 * @param rows in an order that is random, (n)
 * @returns the squared radius; Infinity when there is one cluster alone
 */
export async function pureSquaredRadius(
  points: Matrix,
  rows: Int32Array,
  classes: number,
  alpha: number,
  key: Key,
  kernels: Kernels,
  step: Step,
): Promise<number> {
  const clusters = Math.min(classes, rows.length);
  const { assignment } = await kMeans(points, rows, clusters, split(key, "pure-radius"), kernels, (share) =>
    step(share / 2),
  );
  const looked = Math.min(LOOKED_AT, rows.length);
  const ends: number[] = [];
  for (let c = 0; c < clusters; c += 1) {
    const own = rows.subarray(0, looked).filter((_, i) => assignment[i] === c);
    const others = rows.filter((_, i) => assignment[i] !== c);
    if (own.length === 0) continue;
    const before = ends.length;
    const { count, squared } = await kernels.neighbours(points, own, others, 1, (share) =>
      step(0.5 + (0.5 * (before + share * own.length)) / looked),
    );
    for (let i = 0; i < own.length; i += 1) ends.push(count === 0 ? Infinity : squared[i]);
  }
  ends.sort((a, b) => a - b);
  return ends[Math.floor((1 - alpha) * looked)];
}
