/** The mean KL strategy: items on which the members of a committee differ most from what they say together. */

import { defineStrategy } from "../shared/define-strategy.ts";
import { mutualInformation } from "../shared/disagreement/mutual-information.ts";
import { scoreMembers } from "../shared/disagreement/score-members.ts";
import { topOf } from "../shared/select-top.ts";
import { shortNumber } from "../shared/grouped.ts";
import { stepper } from "../shared/pace.ts";

/**
 * score = (1/M) sum_m KL(p_m || q) in nats with q = (1/M) sum_m p_m, in [0, ln min(M, classes)]. It is computed as
 * H(q) - (1/M) sum_m H(p_m), which equals it and has no quotient: bald's score, of models in the place of passes.
 */
export const meanKl = defineStrategy({
  name: "mean-kl",
  title: "Mean KL divergence to the consensus",
  paper:
    "McCallum and Nigam 1998, Employing EM and pool-based active learning for text classification, section 3; " +
    "as in Settles 2009, section 3.2",
  needs: ["committee"],
  parameters: [],
  cost: "O(n k m + n log n) time for m models, O(n) memory",
  avoidWhen: "the pool holds many near-duplicates: the batch is a top-k",
  prefix: true,
  scoresFall: true,
  work: ({ items, classes, members }) => 5 * items * classes * members + 50 * items,
  memory: ({ items, classes, members }) => 40 * items + 8 * classes * members,
  async select({ committee }, request, _params, context) {
    const entropies = new Float64Array(committee.members);
    const scores = await scoreMembers(
      committee,
      request.candidates,
      stepper(context),
      (p, classes, members) => mutualInformation(p, classes, members, entropies),
    );
    return topOf(
      scores,
      request,
      (score) => `${committee.members} models are ${shortNumber(score)} nats from their mean`,
    );
  },
});
