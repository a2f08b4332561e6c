/** The BALD strategy: items whose label would tell most about the model. */

import { defineStrategy } from "../shared/define-strategy.ts";
import { mutualInformation } from "../shared/disagreement/mutual-information.ts";
import { scoreMembers } from "../shared/disagreement/score-members.ts";
import { topOf } from "../shared/select-top.ts";
import { shortNumber } from "../shared/grouped.ts";
import { stepper } from "../shared/pace.ts";

/**
 * score = I(y; w | x) = H(mean_k p_k) - mean_k H(p_k) in nats over K passes, in [0, ln min(K, classes)]: high where each
 * pass is sure and the passes disagree. The batch is a top-k; batch-bald counts what its items share.
 */
export const bald = defineStrategy({
  name: "bald",
  title: "BALD",
  paper:
    "Houlsby et al. 2011, Bayesian active learning for classification and preference learning, arXiv 1112.5745, " +
    "equation 2; over dropout passes as in Gal, Islam and Ghahramani 2017, arXiv 1703.02910, section 3",
  needs: ["passes"],
  parameters: [],
  cost: "O(n k t + n log n) time for t passes, O(n) memory",
  avoidWhen: "the batch is larger than one and the pool holds near-duplicates: it takes them all",
  prefix: true,
  scoresFall: true,
  work: ({ items, classes, members }) => 5 * items * classes * members + 50 * items,
  memory: ({ items, classes, members }) => 40 * items + 8 * classes * members,
  async select({ passes }, request, _params, context) {
    const entropies = new Float64Array(passes.members);
    const scores = await scoreMembers(passes, request.candidates, stepper(context), (p, classes, members) =>
      mutualInformation(p, classes, members, entropies),
    );
    return topOf(scores, request, (score) => `its label tells ${shortNumber(score)} nats about the model`);
  },
});
