/** Hierarchical agglomerative clustering with average linkage. */

/** The merges of a hierarchy, lowest first; `a[m]` and `b[m]` are points of the two clusters that merge m joins. */
export interface Hierarchy {
  readonly points: number;
  readonly a: Int32Array; // (points - 1)
  readonly b: Int32Array; // (points - 1)
  readonly heights: Float64Array; // (points - 1), rising
}

const DISTANCES_A_STEP = 1e7;

/**
 * Joins the two nearest clusters until one is left, the distance of two clusters being the mean over their pairs
 * (UPGMA; Sokal and Michener 1958). Found by chains of nearest neighbours in O(n^2) time (Muellner 2011, arXiv 1109.2378,
 * section 3.1); of equal distances the earlier point wins.
 *
 * @param distances (n, n), symmetric; overwritten
 * @param weights (n), how many items each point stands for
 * @param step awaited between pieces of the work with the share done
 */
export async function averageLinkage(
  distances: Float64Array,
  weights: ArrayLike<number>,
  step: (share: number) => Promise<void>,
): Promise<Hierarchy> {
  const n = weights.length;
  const sizes = Float64Array.from(weights);
  const isGone = new Uint8Array(n);
  const merges: { a: number; b: number; height: number }[] = [];
  const chain: number[] = [];
  let first = 0;
  const piece = Math.max(1, Math.floor(DISTANCES_A_STEP / n));
  for (let turn = 0; merges.length < n - 1; turn += 1) {
    if (turn % piece === 0) await step(merges.length / n);
    if (chain.length === 0) {
      while (isGone[first] === 1) first += 1;
      chain.push(first);
    }
    const x = chain[chain.length - 1];
    const before = chain.length > 1 ? chain[chain.length - 2] : -1;
    let nearest = before;
    for (let y = 0; y < n; y += 1) {
      if (isGone[y] === 1 || y === x) continue;
      if (nearest < 0 || distances[x * n + y] < distances[x * n + nearest]) nearest = y;
    }
    if (nearest !== before) {
      chain.push(nearest);
      continue;
    }
    chain.length -= 2;
    merges.push({ a: x, b: nearest, height: distances[x * n + nearest] });
    join(distances, sizes, isGone, x, nearest);
  }
  await step(1);
  merges.sort((p, q) => p.height - q.height);
  return {
    points: n,
    a: Int32Array.from(merges, (merge) => merge.a),
    b: Int32Array.from(merges, (merge) => merge.b),
    heights: Float64Array.from(merges, (merge) => merge.height),
  };
}

/** Makes x a part of y: its distances become the mean of both, weighted by size (Lance and Williams 1967). */
function join(distances: Float64Array, sizes: Float64Array, isGone: Uint8Array, x: number, y: number): void {
  const n = sizes.length;
  const total = sizes[x] + sizes[y];
  isGone[x] = 1;
  for (let k = 0; k < n; k += 1) {
    if (isGone[k] === 1 || k === y) continue;
    const mean = (sizes[x] * distances[x * n + k] + sizes[y] * distances[y * n + k]) / total;
    distances[y * n + k] = mean;
    distances[k * n + y] = mean;
  }
  sizes[y] = total;
}

/** How many clusters are left when none at `threshold` or farther apart are joined. */
export function clustersBelow({ points, heights }: Hierarchy, threshold: number): number {
  let joined = 0;
  while (joined < heights.length && heights[joined] < threshold) joined += 1;
  return points - joined;
}

/** The cluster of every point when `clusters` are left, numbered by their first point. */
export function cutInto({ points, a, b }: Hierarchy, clusters: number): Int32Array {
  const parent = Int32Array.from({ length: points }, (_, i) => i);
  const root = (i: number): number => {
    while (parent[i] !== i) i = parent[i] = parent[parent[i]];
    return i;
  };
  for (let m = 0; m < points - clusters; m += 1) parent[root(a[m])] = root(b[m]);
  const numbers = new Map<number, number>();
  return parent.map((_, i) => {
    const top = root(i);
    if (!numbers.has(top)) numbers.set(top, numbers.size);
    return numbers.get(top)!;
  });
}
