/** Averages of the beliefs that a batch's labels may lead to. */

import type { Outcomes } from "./label-outcomes.ts";

/** The average belief, over all outcomes and over each group of them. */
export interface BeliefSummary {
  readonly mean: Float64Array; // (passes)
  readonly groupCount: number;
  readonly groupWeights: Float64Array; // (groups)
  readonly groupMeans: Float64Array; // (groups, passes)
}

/** Weighted averages: mean = sum_o weights_o beliefs_o; that of a group is divided by the group's weight. */
export function beliefSummary({ count, weights, beliefs, groups }: Outcomes, passes: number): BeliefSummary {
  const groupCount = groups.reduce((most, group) => Math.max(most, group + 1), 0);
  const mean = new Float64Array(passes);
  const groupWeights = new Float64Array(groupCount);
  const groupMeans = new Float64Array(groupCount * passes);
  for (let o = 0; o < count; o += 1) {
    groupWeights[groups[o]] += weights[o];
    for (let k = 0; k < passes; k += 1)
      groupMeans[groups[o] * passes + k] += weights[o] * beliefs[o * passes + k];
  }
  for (let g = 0; g < groupCount; g += 1) {
    for (let k = 0; k < passes; k += 1) mean[k] += groupMeans[g * passes + k];
    if (groupWeights[g] === 0) continue; // no sample came out so
    for (let k = 0; k < passes; k += 1) groupMeans[g * passes + k] /= groupWeights[g];
  }
  return { mean, groupCount, groupWeights, groupMeans };
}
