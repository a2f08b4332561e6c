/** Greedy kernel herding: items that lift the mean similarity of the pool to its nearest chosen item the most. */

import type { Matrix } from "../../contracts.ts";
import type { Kernels, Step } from "../../kernels/contract.ts";
import { exponential } from "../../array/exponential.ts";
import { takeRows } from "../../array/matrix.ts";
import { lazyGreedy } from "./lazy-greedy.ts";

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
}

/** Up to here all squared distances are kept: 3,000 x 3,000 float64 are 72 megabytes. */
export const HERDING_KEEPS = 3000;
const COLUMNS = 32; // columns of distances held at once above that: 32 x 35,000 float64 are nine megabytes
const OPERATIONS_A_STEP = 4e7;

/**
 * Takes `count` of `rows`, each the one of the largest gain of
 * F(S) = (1/n) sum_i w_i max_{j in S or centres} k(x_i, x_j), k(x, y) = exp(-||x - y||^2 / h^2),
 * over the n rows; without any chosen item the maximum is zero. F is monotone and submodular, so the greedy value is at
 * least 1 - 1/e of the best. The lazy queue gives the picks of the plain greedy loop, of equal gains the earlier place.
 * Every pair is measured once before the first pick. Above `HERDING_KEEPS` rows the distances are not kept but measured
 * again, n d multiply-adds for each gain that is looked at again, and memory stays at 32 columns of n.
 *
 * @returns places in `rows` in the order taken, and what each added to F
 */
export async function herding(
  problem: HerdingProblem,
): Promise<{ readonly places: Int32Array; readonly gains: Float64Array; readonly evaluations: number }> {
  const { points, rows, centres, weights, bandwidth, count, kernels, step } = problem;
  const n = rows.length;
  const scale = bandwidth * bandwidth;
  const nearest = new Float64Array(n).fill(Infinity); // squared distance to the nearest chosen item
  const covered = new Float64Array(n); // its similarity
  const kept = n <= HERDING_KEEPS ? new Float64Array(n * n) : undefined; // squared distances, (n, n)
  const unseen: Step = () => Promise.resolve(); // for calls that take no longer than a step

  await step(0);
  if (centres.length > 0) {
    const { squared } = await kernels.nearest(points, rows, takeRows(points, centres), () => step(0));
    squared.forEach((value, i) => cover(i, value));
  }

  function cover(i: number, squared: number): void {
    if (squared >= nearest[i]) return;
    nearest[i] = squared;
    covered[i] = Math.max(covered[i], exponential(-squared / scale));
  }

  /** What an item of similarity `similarity` to i adds at i. */
  function more(i: number, similarity: number): number {
    if (similarity <= covered[i]) return 0;
    return (weights === undefined ? 1 : weights[i]) * (similarity - covered[i]);
  }

  /** Each term falls as more is covered, rounded or not, and so does their sum in the order of the rows. */
  function gain(column: Float64Array, from: number): number {
    let sum = 0;
    for (let i = 0; i < n; i += 1) {
      const squared = column[from + i];
      if (squared < nearest[i]) sum += more(i, exponential(-squared / scale));
    }
    return sum / n;
  }

  /** All gains from half of the pairs: row after row, so that each sum is added up in the order of the rows. */
  async function first(): Promise<Float64Array> {
    const sums = new Float64Array(n);
    for (let start = 0, size = 0; start < n; start += size) {
      const width = n - start;
      size = Math.min(COLUMNS, width, Math.ceil(OPERATIONS_A_STEP / (width * (points.cols + 20))));
      await step((0.9 * start) / n);
      const others = takeRows(points, rows.subarray(start, start + size));
      const block = await kernels.distances(points, rows.subarray(start), others, unseen);
      for (let i = start; i < start + size; i += 1)
        addRow(sums, i, block.subarray((i - start) * width), start);
    }
    return sums.map((sum) => sum / n);
  }

  /** @param distances squared, of row i to the rows from `start` on */
  function addRow(sums: Float64Array, i: number, distances: Float64Array, start: number): void {
    for (let j = i; j < n; j += 1) {
      const squared = distances[j - start];
      if (kept !== undefined) kept[i * n + j] = kept[j * n + i] = squared;
      if (squared >= nearest[i] && squared >= nearest[j]) continue;
      const similarity = exponential(-squared / scale);
      if (squared < nearest[j]) sums[i] += more(j, similarity);
      if (j !== i && squared < nearest[i]) sums[j] += more(i, similarity);
    }
  }

  async function column(places: Int32Array): Promise<Float64Array> {
    const others = takeRows(
      points,
      places.map((place) => rows[place]),
    );
    return kernels.distances(points, rows, others, unseen);
  }

  return lazyGreedy(
    {
      items: n,
      first,
      async evaluate(places, out) {
        const columns = kept ?? (await column(places));
        places.forEach((place, i) => (out[i] = gain(columns, (kept === undefined ? i : place) * n)));
      },
      async take(place) {
        const distances = kept?.subarray(place * n, (place + 1) * n) ?? (await column(Int32Array.of(place)));
        for (let i = 0; i < n; i += 1) cover(i, distances[i]);
      },
    },
    count,
    {
      step: (share) => step(0.8 + 0.2 * share),
      operations: n * (kept === undefined ? points.cols + 20 : 20),
      together: kept === undefined ? 4 : 1,
    },
  );
}
