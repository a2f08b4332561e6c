/** The mean standard deviation strategy: items whose class probabilities spread most from pass to pass. */

import { defineStrategy } from "../shared/define-strategy.ts";
import { scoreMembers } from "../shared/disagreement/score-members.ts";
import { topOf } from "../shared/select-top.ts";
import { shortNumber } from "../shared/grouped.ts";
import { stepper } from "../shared/pace.ts";

/**
 * score = (1/C) sum_c s_c with s_c = sqrt(E[p_c^2] - E[p_c]^2) over the passes, C classes; in [0, 1/2]. The variance is
 * summed from the deviations, (1/T) sum_t (p_tc - E[p_c])^2, so passes that nearly agree do not cancel.
 */
export const meanStandardDeviation = defineStrategy({
  name: "mean-standard-deviation",
  title: "Mean standard deviation",
  paper:
    "Kampffmeyer et al. 2016, doi 10.1109/CVPRW.2016.90, and Kendall et al. 2015, arXiv 1511.02680; as in Gal, Islam " +
    "and Ghahramani 2017, arXiv 1703.02910, section 3",
  needs: ["passes"],
  parameters: [],
  cost: "O(n k t + n log n) time for t passes, O(n) memory",
  avoidWhen: "there are many classes, most of them impossible: their zeros dilute the mean",
  prefix: true,
  scoresFall: true,
  work: ({ items, classes, members }) => 3 * items * classes * members + 50 * items,
  memory: ({ items, classes, members }) => 40 * items + 8 * classes * members,
  async select({ passes }, request, _params, context) {
    const scores = await scoreMembers(passes, request.candidates, stepper(context), meanDeviation);
    return topOf(
      scores,
      request,
      (score) => `class probabilities spread by ${shortNumber(score)} over ${passes.members} passes`,
    );
  },
});

function meanDeviation(p: Float64Array, classes: number, members: number): number {
  let deviations = 0;
  for (let c = 0; c < classes; c += 1) {
    const start = c * members;
    let sum = 0;
    for (let m = 0; m < members; m += 1) sum += p[start + m];
    const mean = sum / members;
    let squares = 0;
    for (let m = 0; m < members; m += 1) squares += (p[start + m] - mean) * (p[start + m] - mean);
    deviations += Math.sqrt(squares / members);
  }
  return deviations / classes;
}
