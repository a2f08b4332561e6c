/** Averages of the beliefs that a batch's labels may lead to. */

import type { Outcomes } from "./label-outcomes.ts";

/** The average belief, over all outcomes and over each group of them. */
export interface BeliefSummary {
  readonly mean: Float64Array; // (passes)
  readonly groupCount: number;
  readonly groupWeights: Float64Array; // (groups)
  readonly groupMeans: Float64Array; // (groups, passes)
}

/**
 * Weighted averages: mean = sum_o weights_o beliefs_o; that of a group is divided by the group's weight. A group are the
 * outcomes after which the same pass is believed most, the first of equals: their beliefs are alike, and the more so the
 * more labels have narrowed them, so little is lost by averaging them.
 */
export function beliefSummary({ count, weights, beliefs }: Outcomes, passes: number): BeliefSummary {
  const mean = new Float64Array(passes);
  const weightOf = new Float64Array(passes); // of the group of a pass
  const sums = new Float64Array(passes * passes);
  for (let o = 0; o < count; o += 1) {
    const belief = beliefs.subarray(o * passes, (o + 1) * passes);
    const group = firstLargest(belief);
    weightOf[group] += weights[o];
    for (let k = 0; k < passes; k += 1) {
      mean[k] += weights[o] * belief[k];
      sums[group * passes + k] += weights[o] * belief[k];
    }
  }
  const there = Array.from(weightOf.keys()).filter((group) => weightOf[group] > 0);
  const groupMeans = new Float64Array(there.length * passes);
  there.forEach((group, g) => {
    for (let k = 0; k < passes; k += 1)
      groupMeans[g * passes + k] = sums[group * passes + k] / weightOf[group];
  });
  return {
    mean,
    groupCount: there.length,
    groupWeights: Float64Array.from(there, (group) => weightOf[group]),
    groupMeans,
  };
}

function firstLargest(values: Float64Array): number {
  let best = 0;
  for (let k = 1; k < values.length; k += 1) if (values[k] > values[best]) best = k;
  return best;
}
