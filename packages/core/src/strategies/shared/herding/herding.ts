/** Greedy kernel herding: items that lift the mean similarity of the pool to its nearest chosen item the most. */

import type { Matrix } from "../../../contracts.ts";
import type { Kernels, Step } from "../../../kernels/contract.ts";
import { exponential } from "../../../array/exponential.ts";
import { takeRows } from "../../../array/matrix.ts";
import { lazyGreedy, type Greedy } from "../submodular/lazy-greedy.ts";

/** Up to so many rows all similarities are kept: 10,000 x 10,000 float32 are 400 megabytes. */
export const HERDING_KEEPS = 10_000;

/** What is herded. */
export interface HerdingProblem {
  readonly points: Matrix; // rows of length one, or whatever distances are to be measured between
  readonly rows: Int32Array; // rows of the points to choose from and to cover
  readonly centres: Int32Array; // rows that count as chosen already
  readonly weights?: Float64Array; // (rows), zero or more; one each unless given
  readonly bandwidth: number; // h, above zero
  readonly count: number;
  readonly kernels: Kernels;
  readonly step: Step;
  /** Up to so many rows all similarities are kept; `HERDING_KEEPS` unless given. */
  readonly keep?: number;
}

const COLUMNS = 32; // columns of distances held at once: 32 x 35,000 float64 are nine megabytes
const OPERATIONS_A_STEP = 2e7;
const TOGETHER = 8; // outdated items that are measured at once
const MOSTLY = 0.3; // of the rows: from so many outdated ones on all are added up again, without looking them up

/**
 * Takes `count` of `rows`, each the one of the largest gain of
 * F(S) = (1/n) sum_i w_i max_{j in S or centres} k(x_i, x_j), k(x, y) = exp(-||x - y||^2 / h^2) in float32,
 * over the n rows; without any chosen item the maximum is zero. F is monotone and submodular, so the greedy value is at
 * least 1 - 1/e of the best. The lazy queue gives the picks of the plain greedy loop, of equal gains the earlier place.
 *
 * What row i adds to a gain is rounded to a multiple of a power of two, 2^-35 of the largest weight for 100,000 rows, so
 * that sums are exact in any order. So every pair is measured once before the first pick, n^2 d / 2 multiply-adds, and
 * when an item is looked at again only the rows count that have come nearer to what is chosen since. Above
 * `HERDING_KEEPS` rows similarities are not kept but measured again, 32 columns of n at a time.
 *
 * @returns places in `rows` in the order taken, and what each added to F
 */
export async function herding(problem: HerdingProblem): Promise<Greedy> {
  const { points, rows, centres, weights, bandwidth, count, kernels, step, keep = HERDING_KEEPS } = problem;
  const n = rows.length;
  const scale = bandwidth * bandwidth;
  const round = rounder(n, weights);
  let reached = 0;
  const pause: Step = () => step(reached);
  const unseen: Step = () => Promise.resolve(); // for calls that take no longer than a step
  const kept = n <= keep ? new Float32Array(n * n) : undefined;
  const covered = new Float64Array(n); // similarity to what is chosen
  const changes: { readonly rows: Int32Array; readonly before: Float64Array }[] = []; // of each pick, and `covered` then
  const sums = new Float64Array(n); // n times the gain of each item when it was last looked at
  const seen = new Int32Array(n); // how many had been taken then
  const listed = new Int32Array(n).fill(-1);
  const stale = new Int32Array(n);
  const before = new Float64Array(n);
  let renewals = 0;

  const similarityAt = (squared: number): number => Math.fround(exponential(-squared / scale));
  const own = (item: number): Matrix => takeRows(points, rows.subarray(item, item + 1));

  /** What an item of similarity `similarity` to row i adds there; rounded or not, it falls as more is covered. */
  function more(i: number, similarity: number, coveredThen: number): number {
    if (similarity <= coveredThen) return 0;
    return round((weights === undefined ? 1 : weights[i]) * (similarity - coveredThen));
  }

  await step(0);
  if (centres.length > 0) {
    const { squared } = await kernels.nearest(points, rows, takeRows(points, centres), () => step(0));
    squared.forEach((value, i) => (covered[i] = similarityAt(value)));
  }

  /** All gains from half of the pairs. */
  async function first(): Promise<Float64Array> {
    for (let start = 0, some = 0; start < n; start += some) {
      const width = n - start;
      some = Math.min(COLUMNS, width, Math.ceil(OPERATIONS_A_STEP / (width * (points.cols + 20))));
      await step((0.8 * start * (2 * n - start)) / (n * n));
      const others = takeRows(points, rows.subarray(start, start + some));
      const distances = await kernels.distances(points, rows.subarray(start), others, unseen);
      for (let j = start; j < n; j += 1) addTo(j, Math.min(j + 1, start + some), distances, start);
    }
    return sums.map((sum) => sum / n);
  }

  /** Adds what row j and the rows from `start` to `end` do for each other, j as one of them once. */
  function addTo(j: number, end: number, distances: Float64Array, start: number): void {
    const width = n - start;
    for (let i = start; i < end; i += 1) {
      const similarity = similarityAt(distances[(i - start) * width + j - start]);
      if (kept !== undefined) kept[i * n + j] = kept[j * n + i] = similarity;
      sums[i] += more(j, similarity, covered[j]);
      if (j !== i) sums[j] += more(i, similarity, covered[i]);
    }
  }

  /** Similarities of an item to some rows. */
  async function similarities(item: number, some: Int32Array): Promise<Float64Array | Float32Array> {
    if (kept !== undefined) {
      const out = new Float32Array(some.length);
      for (let s = 0; s < some.length; s += 1) out[s] = kept[item * n + some[s]];
      return out;
    }
    const at = some.map((i) => rows[i]);
    return (await kernels.distances(points, at, own(item), unseen)).map(similarityAt);
  }

  /** Lists in `stale` the rows that came nearer to what is chosen since the item was looked at. */
  function listStale(item: number): Int32Array {
    let size = 0;
    for (let pick = seen[item]; pick < changes.length; pick += 1) {
      const change = changes[pick];
      for (let c = 0; c < change.rows.length; c += 1) {
        const i = change.rows[c];
        if (listed[i] === renewals) continue;
        listed[i] = renewals;
        stale[size] = i;
        before[size] = change.before[c];
        size += 1;
      }
    }
    renewals += 1;
    return stale.subarray(0, size);
  }

  function isMostlyStale(item: number): boolean {
    let changed = 0;
    for (let pick = seen[item]; pick < changes.length; pick += 1) changed += changes[pick].rows.length;
    return changed >= MOSTLY * n;
  }

  /** The sums of some items anew, over all rows. */
  async function sumAgain(items: Int32Array): Promise<void> {
    const own = takeRows(
      points,
      items.map((item) => rows[item]),
    );
    const squared = kept === undefined ? await kernels.distances(points, rows, own, pause) : undefined;
    for (let o = 0; o < items.length; o += 1) {
      const from = items[o] * n;
      let sum = 0;
      if (squared === undefined) for (let i = 0; i < n; i += 1) sum += more(i, kept![from + i], covered[i]);
      else for (let i = 0; i < n; i += 1) sum += more(i, similarityAt(squared[o * n + i]), covered[i]);
      sums[items[o]] = sum;
    }
  }

  /** Brings the sum of an item up to date by the rows that changed. */
  async function correct(item: number): Promise<void> {
    const some = listStale(item);
    const to = await similarities(item, some);
    for (let s = 0; s < some.length; s += 1)
      sums[item] += more(some[s], to[s], covered[some[s]]) - more(some[s], to[s], before[s]);
  }

  const all = Int32Array.from(rows.keys());
  return lazyGreedy(
    {
      items: n,
      first,
      async evaluate(places, out) {
        const again = places.filter(isMostlyStale);
        if (again.length > 0) await sumAgain(again);
        for (const item of places) if (!again.includes(item)) await correct(item);
        places.forEach((item, i) => {
          seen[item] = changes.length;
          out[i] = sums[item] / n;
        });
      },
      async take(item) {
        const to = await similarities(item, all);
        const nearer = all.filter((i) => to[i] > covered[i]);
        const then = new Float64Array(nearer.length);
        for (let c = 0; c < nearer.length; c += 1) {
          then[c] = covered[nearer[c]];
          covered[nearer[c]] = to[nearer[c]];
        }
        changes.push({ rows: nearer, before: then });
      },
    },
    count,
    {
      step: (share) => step((reached = 0.6 + 0.4 * share)),
      operations: n * (kept === undefined ? points.cols / 2 : 4),
      together: kept === undefined ? TOGETHER : 1,
    },
  );
}

/**
 * A function that rounds numbers up to the largest weight to the nearest multiple of a power of two, so coarse that n of
 * them add up without error in float64: adding a large number and taking it away again drops the bits below.
 */
function rounder(n: number, weights: Float64Array | undefined): (x: number) => number {
  const largest = weights?.reduce((a, b) => Math.max(a, b), 0) ?? 1;
  let sum = 1; // a power of two above every sum
  while (sum < n * largest) sum *= 2;
  while (sum > 2 * n * largest && sum > 1e-300) sum /= 2;
  const large = 1.5 * sum;
  return (x) => x + large - large;
}

/**
 * Multiply-adds of herding n rows of d columns: every pair once with its exponential, then the gains that are looked at
 * again, some five for each row where nothing is labelled, fewer the more is.
 */
export function herdingWork(n: number, dimensions: number, labelled: number, batch: number): number {
  const isKept = n <= HERDING_KEEPS;
  const again = (5 * n) / (1 + labelled / 3);
  return (
    (n * n * (dimensions + 160)) / 2 +
    again * n * (isKept ? 32 : 0.6 * (dimensions + 120)) +
    n * batch * (isKept ? 20 : dimensions + 120) +
    0.25 * n * dimensions * labelled
  );
}

/** Bytes of herding n rows at the peak. */
export function herdingMemory(n: number, batch: number): number {
  return (n <= HERDING_KEEPS ? 4 * n * n : 0) + n * (8 * COLUMNS + 60 + 12 * Math.log(batch + 1));
}
