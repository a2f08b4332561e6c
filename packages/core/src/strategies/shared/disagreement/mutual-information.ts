/** What the label of an item would tell about the model. */

import { consensusEntropy, memberEntropies } from "../../../array/member-measures.ts";

/**
 * I(y; w) = H(mean_k p_k) - mean_k H(p_k) in nats, of the label y of an item and the model w that gave one of the
 * distributions p (classes, members); in [0, ln classes] but for rounding, which is taken away below zero.
 *
 * @param entropies (members), overwritten with H(p_k)
 */
export function mutualInformation(
  p: Float64Array,
  classes: number,
  members: number,
  entropies: Float64Array,
): number {
  memberEntropies(p, classes, members, entropies);
  let sum = 0;
  for (let k = 0; k < members; k += 1) sum += entropies[k];
  return Math.max(0, consensusEntropy(p, classes, members) - sum / members);
}
