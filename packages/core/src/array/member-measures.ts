/** Measures of what the members of an ensemble say of one item, from its distributions p (classes, members). */

import { entropyTerm } from "./entropy-term.ts";

/** H(mean_m p_m) in nats: the entropy of what the members say together. */
export function consensusEntropy(p: Float64Array, classes: number, members: number): number {
  let entropy = 0;
  for (let c = 0; c < classes; c += 1) {
    let sum = 0;
    for (let m = c * members; m < (c + 1) * members; m += 1) sum += p[m];
    entropy += entropyTerm(sum / members);
  }
  return entropy;
}

/** H(p_m) in nats of every member, written to `out` (members). */
export function memberEntropies(
  p: Float64Array,
  classes: number,
  members: number,
  out: Float64Array,
): Float64Array {
  out.fill(0);
  for (let c = 0; c < classes; c += 1) {
    for (let m = 0; m < members; m += 1) out[m] += entropyTerm(p[c * members + m]);
  }
  return out;
}

/** How many members find each class the most likely one, the first of equals; written to `out` (classes). */
export function memberVotes(p: Float64Array, classes: number, members: number, out: Int32Array): Int32Array {
  out.fill(0);
  for (let m = 0; m < members; m += 1) {
    let best = 0;
    for (let c = 1; c < classes; c += 1) if (p[c * members + m] > p[best * members + m]) best = c;
    out[best] += 1;
  }
  return out;
}
