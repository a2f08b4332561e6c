/** The running distance of each candidate to its nearest centre, the heart of k-center greedy. */

import type { Matrix } from "../contracts.ts";

/** For each candidate, how far its nearest centre is and which one that is. */
export interface NearestCentres {
  readonly squared: Float64Array; // (candidates), Infinity before the first centre
  readonly centre: Int32Array; // (candidates), a row of the embeddings, -1 before the first centre
  /** Takes in more centres, rows of the embeddings. Of equally near centres the earlier one stays. */
  add(centres: Int32Array): void;
}

const STRIDE = 32;

/**
 * Squared Euclidean distances sum_j (x_j - c_j)^2 in float64, each added up in index order. Four candidates are measured
 * at once against one centre, in four separate sums; when all four sums have passed what those candidates already
 * have, the rest of the columns cannot change anything and is left out, so the result is exact.
 *
 * @param embeddings (n, d), finite
 * @param candidates rows of the embeddings
 */
export function nearestCentres(embeddings: Matrix, candidates: Int32Array): NearestCentres {
  const { cols, data } = embeddings;
  const squared = new Float64Array(candidates.length).fill(Infinity);
  const centre = new Int32Array(candidates.length).fill(-1);
  const last = candidates.length - 1;

  function add(centres: Int32Array): void {
    for (let i = 0; i <= last; i += 4) {
      // Past the end the last candidate is measured again: a strict comparison makes that harmless.
      measureFour(i, Math.min(i + 1, last), Math.min(i + 2, last), Math.min(i + 3, last), centres);
    }
  }

  function measureFour(p: number, q: number, r: number, s: number, centres: Int32Array): void {
    const pRow = candidates[p] * cols;
    const qRow = candidates[q] * cols;
    const rRow = candidates[r] * cols;
    const sRow = candidates[s] * cols;
    for (let c = 0; c < centres.length; c += 1) {
      const cRow = centres[c] * cols;
      let a = 0;
      let b = 0;
      let e = 0;
      let f = 0;
      for (let start = 0; start < cols; start += STRIDE) {
        const end = Math.min(cols, start + STRIDE);
        for (let j = start; j < end; j += 1) {
          const x = data[cRow + j];
          const u = data[pRow + j] - x;
          const v = data[qRow + j] - x;
          const w = data[rRow + j] - x;
          const y = data[sRow + j] - x;
          a += u * u;
          b += v * v;
          e += w * w;
          f += y * y;
        }
        if (a >= squared[p] && b >= squared[q] && e >= squared[r] && f >= squared[s]) break;
      }
      if (a < squared[p]) take(p, a, centres[c]);
      if (b < squared[q]) take(q, b, centres[c]);
      if (e < squared[r]) take(r, e, centres[c]);
      if (f < squared[s]) take(s, f, centres[c]);
    }
  }

  function take(place: number, distance: number, from: number): void {
    squared[place] = distance;
    centre[place] = from;
  }

  return { squared, centre, add };
}
