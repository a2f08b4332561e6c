/** The consensus entropy strategy: items of which a committee as a whole is least sure. */

import { consensusEntropy as entropyOf } from "../../array/member-measures.ts";
import { defineStrategy } from "../shared/define-strategy.ts";
import { scoreMembers } from "../shared/disagreement/score-members.ts";
import { topOf } from "../shared/select-top.ts";
import { shortNumber } from "../shared/grouped.ts";
import { stepper } from "../shared/pace.ts";

/**
 * score = -sum_c q_c ln q_c in nats with q = (1/M) sum_m p_m, the mean of the M members; in [0, ln classes]. It is high
 * where members disagree and where each of them doubts; mean-kl and bald keep the two apart.
 */
export const consensusEntropy = defineStrategy({
  name: "consensus-entropy",
  title: "Consensus entropy",
  paper: "Settles 2009, Active learning literature survey, section 3.2, soft vote entropy",
  needs: ["committee"],
  parameters: [],
  cost: "O(n k m + n log n) time for m models, O(n) memory",
  avoidWhen: "many images are ambiguous in themselves, or the pool holds many near-duplicates",
  prefix: true,
  scoresFall: true,
  work: ({ items, classes, members }) => 2 * items * classes * members + 50 * items,
  memory: ({ items, classes, members }) => 40 * items + 8 * classes * members,
  async select({ committee }, request, _params, context) {
    const scores = await scoreMembers(committee, request.candidates, stepper(context), entropyOf);
    return topOf(
      scores,
      request,
      (score) => `entropy of ${committee.members} models together ${shortNumber(score)} nats`,
    );
  },
});
