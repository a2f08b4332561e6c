/** The inverse of a positive definite matrix. */

import type { Step } from "../../kernels/contract.ts";
import { choleskyInPlace } from "./cholesky.ts";
import { mirrorLower } from "./weighted-gram.ts";

const OPERATIONS_A_STEP = 2e7;

/**
 * Replaces a symmetric positive definite A (n, n) by its inverse, in n^3 / 2 multiply-adds: A = L L^T, then L^-1, then
 * L^-T L^-1, which is symmetric to the last bit. Only the lower triangle of A is read.
 *
 * @throws when A is not positive definite
 */
export async function positiveInverse(a: Float64Array, n: number, step: Step): Promise<void> {
  const piece = Math.max(1, Math.floor((2 * OPERATIONS_A_STEP) / (n * n)));
  for (let from = 0; from < n; from += piece) {
    await step(from / n / 3);
    choleskyInPlace(a, n, from, Math.min(n, from + piece));
  }
  for (let from = 0; from < n; from += piece) {
    await step((1 + from / n) / 3);
    invertLowerRows(a, n, from, Math.min(n, from + piece));
  }
  // Row i of L^-T L^-1 is the sum over k >= i of L^-1_ki times row k of L^-1, of which rows before i have no part left.
  for (let from = 0; from < n; from += piece) {
    await step((2 + from / n) / 3);
    for (let i = from; i < Math.min(n, from + piece); i += 1) gramRow(a, n, i);
  }
  mirrorLower(a, n);
  await step(1);
}

/** Rows of L^-1 over those of L: row i is (e_i - sum_{k < i} L_ik row k) / L_ii. */
function invertLowerRows(a: Float64Array, n: number, from: number, to: number): void {
  const sums = new Float64Array(n);
  for (let i = from; i < to; i += 1) {
    sums.fill(0);
    for (let k = 0; k < i; k += 1) {
      const factor = a[i * n + k];
      for (let j = 0; j <= k; j += 1) sums[j] -= factor * a[k * n + j];
    }
    const pivot = a[i * n + i];
    for (let j = 0; j < i; j += 1) a[i * n + j] = sums[j] / pivot;
    a[i * n + i] = 1 / pivot;
  }
}

/** The lower part of row i of L^-T L^-1 over row i of L^-1, which later rows do not need. */
function gramRow(a: Float64Array, n: number, i: number): void {
  const row = i * n;
  const own = a[row + i];
  for (let j = 0; j <= i; j += 1) a[row + j] *= own;
  for (let k = i + 1; k < n; k += 1) {
    const factor = a[k * n + i];
    for (let j = 0; j <= i; j += 1) a[row + j] += factor * a[k * n + j];
  }
}
