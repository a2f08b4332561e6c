/** What a model's last layer makes of embeddings. */

import type { LastLayer } from "../strategies/contract.ts";
import { exponential } from "./exponential.ts";

/** logits_c = sum_j h_j W_jc + b_c in float64, in the order of j, written to `out` (classes). */
export function logitsOf(
  { weights, bias }: LastLayer,
  embedding: ArrayLike<number>,
  out: Float64Array,
): Float64Array {
  const { cols, data } = weights;
  out.set(bias);
  for (let j = 0; j < embedding.length; j += 1) {
    const h = embedding[j];
    if (h !== 0) for (let c = 0; c < cols; c += 1) out[c] += h * data[j * cols + c];
  }
  return out;
}

/** p_c = e^(z_c - max z) / sum e^(z - max z), in place. */
export function softmaxInPlace(logits: Float64Array): Float64Array {
  let largest = -Infinity;
  for (const z of logits) if (z > largest) largest = z;
  let sum = 0;
  for (let c = 0; c < logits.length; c += 1) sum += logits[c] = exponential(logits[c] - largest);
  for (let c = 0; c < logits.length; c += 1) logits[c] /= sum;
  return logits;
}
