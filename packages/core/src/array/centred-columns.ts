/** Rows of a matrix with their mean taken off and a column of ones beside them, without a copy of the data. */

import type { Matrix } from "../contracts.ts";

/** The products of Z = [X - 1 mean^T, 1] over the rows chosen. */
export interface CentredColumns {
  readonly mean: Float64Array; // (d)
  /** Z v, for v (d + 1). */
  times(v: Float64Array): Promise<Float64Array>; // (rows)
  /** Z^T w, for w (rows). */
  transposedTimes(weights: Float64Array): Promise<Float64Array>; // (d + 1)
}

const VALUES_A_STEP = 1e7; // some tens of milliseconds between two steps

/**
 * Sums are in float64 in an order fixed by that of `rows` and of columns.
 *
 * @param points (n, d), finite
 * @param step awaited between pieces of every pass over the data
 */
export async function centredColumns(
  { cols, data }: Matrix,
  rows: Int32Array,
  step: () => Promise<void>,
): Promise<CentredColumns> {
  const mean = new Float64Array(cols);
  const piece = 4 * Math.max(1, Math.floor(VALUES_A_STEP / (4 * cols)));

  /** Calls `work` with the first of four rows at a time; past the end the last row comes again, with `real` of them new. */
  async function pass(work: (i: number, real: number, starts: readonly number[]) => void): Promise<void> {
    const last = rows.length - 1;
    const starts = [0, 0, 0, 0];
    for (let first = 0; first <= last; first += piece) {
      await step();
      const end = Math.min(last + 1, first + piece);
      for (let i = first; i < end; i += 4) {
        for (let k = 0; k < 4; k += 1) starts[k] = rows[Math.min(i + k, last)] * cols;
        work(i, Math.min(4, end - i), starts);
      }
    }
  }

  async function times(v: Float64Array): Promise<Float64Array> {
    let shift = v[cols];
    for (let j = 0; j < cols; j += 1) shift -= v[j] * mean[j];
    const out = new Float64Array(rows.length + 3);
    await pass((i, _real, [p, q, r, s]) => {
      let a = shift;
      let b = shift;
      let c = shift;
      let d = shift;
      for (let j = 0; j < cols; j += 1) {
        const weight = v[j];
        a += data[p + j] * weight;
        b += data[q + j] * weight;
        c += data[r + j] * weight;
        d += data[s + j] * weight;
      }
      out[i] = a;
      out[i + 1] = b;
      out[i + 2] = c;
      out[i + 3] = d;
    });
    return out.subarray(0, rows.length);
  }

  async function transposedTimes(weights: Float64Array): Promise<Float64Array> {
    const out = new Float64Array(cols + 1);
    await pass((i, real, [p, q, r, s]) => {
      const a = weights[i];
      const b = real > 1 ? weights[i + 1] : 0;
      const c = real > 2 ? weights[i + 2] : 0;
      const d = real > 3 ? weights[i + 3] : 0;
      for (let j = 0; j < cols; j += 1)
        out[j] += a * data[p + j] + b * data[q + j] + c * data[r + j] + d * data[s + j];
      out[cols] += a + b + c + d;
    });
    for (let j = 0; j < cols; j += 1) out[j] -= mean[j] * out[cols];
    return out;
  }

  const sums = await transposedTimes(new Float64Array(rows.length).fill(1));
  for (let j = 0; j < cols; j += 1) mean[j] = sums[j] / rows.length;
  return { mean, times, transposedTimes };
}
