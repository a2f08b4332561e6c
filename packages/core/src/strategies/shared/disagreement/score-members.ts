/** Scores of candidates from the distributions of an ensemble. */

import type { Ensemble } from "../../contract.ts";
import type { Step } from "../../../kernels/contract.ts";
import { memberRows } from "../../../array/member-rows.ts";

const CHUNK = 250_000; // probabilities between two steps, some ten milliseconds at the cost of an entropy each

/**
 * score(p, classes, members, place) of every candidate, in their order; p (classes, members) holds the candidate's
 * distributions, each scaled to sum to one, and is overwritten after the call.
 *
 * @param cost how many times the work of an entropy of the candidate's distributions a score takes
 */
export async function scoreMembers(
  ensemble: Ensemble,
  candidates: Int32Array,
  step: Step,
  score: (p: Float64Array, classes: number, members: number, place: number) => number,
  cost = 1,
): Promise<Float64Array> {
  const { members, cols } = ensemble;
  const p = new Float64Array(members * cols);
  const scores = new Float64Array(candidates.length);
  const chunk = Math.max(1, Math.floor(CHUNK / (members * cols * cost)));
  for (let start = 0; start < candidates.length; start += chunk) {
    await step(start / candidates.length);
    const end = Math.min(candidates.length, start + chunk);
    for (let i = start; i < end; i += 1) {
      memberRows(ensemble, candidates[i], p);
      scores[i] = score(p, cols, members, i);
    }
  }
  await step(1);
  return scores;
}
