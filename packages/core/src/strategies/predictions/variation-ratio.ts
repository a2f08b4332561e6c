/** The variation ratio strategy: items whose passes disagree most often with the class that most of them name. */

import { memberVotes } from "../../array/member-measures.ts";
import { defineStrategy } from "../shared/define-strategy.ts";
import { scoreMembers } from "../shared/disagreement/score-members.ts";
import { topOf } from "../shared/select-top.ts";
import { stepper } from "../shared/pace.ts";

/**
 * score = 1 - f / T, in [0, 1 - 1/classes]: T passes, of which f name the class that is named most (each its most likely
 * class, the first of equals). Steps of 1 / T leave many ties, which the key decides.
 */
export const variationRatio = defineStrategy({
  name: "variation-ratio",
  title: "Variation ratio",
  paper:
    "Freeman 1965, Elementary applied statistics; as in Beluch et al. 2018, The power of ensembles for active learning, " +
    "doi 10.1109/CVPR.2018.00976, section 3.1, and Gal, Islam and Ghahramani 2017, arXiv 1703.02910, section 3",
  needs: ["passes"],
  parameters: [],
  cost: "O(n k t + n log n) time for t passes, O(n) memory",
  avoidWhen: "there are few passes, so that most items tie, or the pool holds many near-duplicates",
  prefix: true,
  scoresFall: true,
  work: ({ items, classes, members }) => 2 * items * classes * members + 50 * items,
  memory: ({ items, classes, members }) => 40 * items + 8 * classes * members,
  async select({ passes }, request, _params, context) {
    const votes = new Int32Array(passes.cols);
    const most = await scoreMembers(passes, request.candidates, stepper(context), (p, classes, members) =>
      memberVotes(p, classes, members, votes).reduce((a, b) => Math.max(a, b)),
    );
    const { members } = passes;
    return topOf(
      most.map((f) => 1 - f / members),
      request,
      (_score, place) => `${members - most[place]} of ${members} passes disagree with the class most named`,
    );
  },
});
