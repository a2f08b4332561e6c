/** Variances that are left once some items are known: the pivots of a Cholesky factor that grows by one item a pick. */

import type { Matrix } from "../../../contracts.ts";
import { row } from "../../../array/matrix.ts";
import { pairSimilarity, squaredDistance } from "./pair-similarity.ts";

/** What the variances are of. */
export interface VarianceProblem {
  readonly points: Matrix; // (n, d)
  readonly rows: Int32Array; // those whose variances are asked for
  readonly squaredBandwidth: number;
  readonly jitter: number; // above zero, on the diagonal
  /** Vectors known from the beginning, and by how much their similarity to the pool is weighted, in [0, 1]. */
  readonly given?: { readonly points: Matrix; readonly weight: number };
  readonly pivots: number; // how many more items will become known, at most
}

/** d_i^2, each brought up to date only when it is asked for. */
export interface ConditionalVariances {
  /** The variance left of rows[place]: at least the jitter, and it never rises, rounded or not. */
  variance(place: number): number;
  /** Makes an item known: one of `rows`, by its place. */
  know(place: number): void;
  /** Makes another row of the points known. */
  knowRow(row: number): void;
}

/** Bytes of the table of factors. */
export function varianceMemory(items: number, pivots: number): number {
  return 8 * items * (pivots + 3);
}

/**
 * With L = S + jitter I and S_ij = exp(-||x_i - x_j||^2 / h^2), the variance of i given known items K is
 * d_i^2 = L_ii - L_iK L_K^-1 L_Ki = det L_{K + i} / det L_K. When p becomes known, each item's factor grows by
 * e_i = (S_pi - <c_p, c_i>) / d_p and d_i^2 falls by e_i^2 (Chen, Zhang and Zhou 2018, arXiv 1709.05135, algorithm 1).
 * For given vectors G of weight w: d_i^2 = L_ii - w^2 L_iG L_G^-1 L_Gi, by scaling that part of the factors by w.
 * An item's factor is extended only when its variance is asked for, over all items that became known since.
 */
export function conditionalVariances(problem: VarianceProblem): ConditionalVariances {
  const { points, rows, squaredBandwidth, jitter, given, pivots } = problem;
  const first = given?.points.rows ?? 0;
  const width = first + pivots;
  const factors = new Float64Array(rows.length * width); // (rows, width)
  const variances = new Float64Array(rows.length).fill(1 + jitter);
  const length = new Int32Array(rows.length); // of each item's factor so far
  const known: { readonly point: Float32Array; readonly factor: Float64Array; readonly root: number }[] = [];

  for (let g = 0; g < first; g += 1) {
    const point = row(given!.points, g);
    const factor = new Float64Array(g);
    const left = extended(point, factor, 0, 1 + jitter, 1);
    known.push({ point, factor, root: Math.sqrt(left) });
  }

  /** Extends a factor from `from` entries to one an item known. @returns the variance left */
  function extended(
    point: Float32Array,
    factor: Float64Array,
    from: number,
    variance: number,
    weight: number,
  ): number {
    let left = variance;
    for (let t = from; t < known.length; t += 1) {
      const pivot = known[t];
      let sum = pairSimilarity(squaredDistance(pivot.point, point), squaredBandwidth);
      for (let u = 0; u < t; u += 1) sum -= pivot.factor[u] * factor[u];
      factor[t] = sum / pivot.root;
      const share = t < first ? weight * factor[t] : factor[t];
      left -= share * share;
      if (t === first - 1) for (let u = 0; u < first; u += 1) factor[u] *= weight;
    }
    return Math.max(jitter, left);
  }

  const factorOf = (place: number): Float64Array =>
    factors.subarray(place * width, place * width + known.length);

  function variance(place: number): number {
    if (length[place] < known.length) {
      const point = row(points, rows[place]);
      const factor = factorOf(place);
      variances[place] = extended(point, factor, length[place], variances[place], given?.weight ?? 1);
      length[place] = known.length;
    }
    return variances[place];
  }

  return {
    variance,
    know(place) {
      const left = variance(place);
      known.push({ point: row(points, rows[place]), factor: factorOf(place), root: Math.sqrt(left) });
    },
    knowRow(index) {
      const point = row(points, index);
      const factor = new Float64Array(known.length);
      const left = extended(point, factor, 0, 1 + jitter, given?.weight ?? 1);
      known.push({ point, factor, root: Math.sqrt(left) });
    },
  };
}
