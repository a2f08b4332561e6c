/** The product of two square matrices of which the second is symmetric. */

import type { Step } from "../../kernels/contract.ts";
import { rowDots } from "./row-dots.ts";

const OPERATIONS_A_STEP = 2e7;

/** A B (n, n) for a symmetric B: rows of A times rows of B. */
export async function symmetricProduct(
  a: Float64Array,
  b: Float64Array,
  n: number,
  step: Step,
): Promise<Float64Array> {
  const out = new Float64Array(n * n);
  const piece = 4 * Math.ceil(OPERATIONS_A_STEP / (n * n) / 4);
  for (let from = 0; from < n; from += piece) {
    await step(from / n);
    const to = Math.min(n, from + piece);
    rowDots(a, n, from, to, b, n, out.subarray(from * n, to * n));
  }
  await step(1);
  return out;
}
