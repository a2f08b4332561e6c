/** The trace of one matrix divided by another. */

import { choleskyInPlace } from "./cholesky.ts";

/**
 * tr(S^-1 R) = sum_i l_i^T R l_i, l_i the rows of L^-1 and S = L L^T, in about 2 n^3 / 3 multiply-adds. The lower triangles
 * of S and R (n, n) are read; S is overwritten.
 *
 * @throws when S is not positive definite
 */
export function traceOfSolve(s: Float64Array, r: Float64Array, n: number): number {
  choleskyInPlace(s, n);
  let trace = 0;
  for (let i = 0; i < n; i += 1) {
    const row = i * n;
    // Row i of L^-1 over row i of L, whose earlier rows are inverted already.
    const pivot = s[row + i];
    for (let j = 0; j < i; j += 1) {
      let sum = 0;
      for (let k = j; k < i; k += 1) sum -= s[row + k] * s[k * n + j];
      s[row + j] = sum / pivot; // later j read s[row + k] for k >= j alone
    }
    s[row + i] = 1 / pivot;
    for (let j = 0; j <= i; j += 1) {
      let sum = 0;
      for (let k = 0; k < j; k += 1) sum += r[j * n + k] * s[row + k];
      trace += s[row + j] * (2 * sum + r[j * n + j] * s[row + j]);
    }
  }
  return trace;
}
