/** The vote entropy strategy: items on whose class a committee is most divided. */

import { entropyTerm } from "../../array/entropy-term.ts";
import { memberVotes } from "../../array/member-measures.ts";
import { defineStrategy } from "../shared/define-strategy.ts";
import { scoreMembers } from "../shared/disagreement/score-members.ts";
import { topOf } from "../shared/select-top.ts";
import { shortNumber } from "../shared/grouped.ts";
import { stepper } from "../shared/pace.ts";

/**
 * score = -sum_c V_c/M ln V_c/M in nats: V_c of the M members find class c the most likely one (the first of equals); in
 * [0, ln min(M, classes)].
 */
export const voteEntropy = defineStrategy({
  name: "vote-entropy",
  title: "Vote entropy",
  paper:
    "Dagan and Engelson 1995, Committee-based sampling for training probabilistic classifiers, " +
    "doi 10.1016/B978-1-55860-377-6.50027-X; without its normalisation, as in Settles 2009, section 3.2",
  needs: ["committee"],
  parameters: [],
  cost: "O(n k m + n log n) time for m models, O(n) memory",
  avoidWhen: "the committee is small, so that most items tie, or the pool holds many near-duplicates",
  prefix: true,
  scoresFall: true,
  work: ({ items, classes, members }) => 2 * items * classes * members + 50 * items,
  memory: ({ items, classes, members }) => 40 * items + 8 * classes * members,
  async select({ committee }, request, _params, context) {
    const votes = new Int32Array(committee.cols);
    const named = new Int32Array(request.candidates.length);
    const scores = await scoreMembers(
      committee,
      request.candidates,
      stepper(context),
      (p, classes, members, place) => {
        let entropy = 0;
        for (const count of memberVotes(p, classes, members, votes)) {
          if (count > 0) named[place] += 1;
          entropy += entropyTerm(count / members);
        }
        return entropy;
      },
    );
    return topOf(scores, request, (score, place) => {
      const classes = named[place] === 1 ? "one class" : `${named[place]} classes`;
      return `${committee.members} models name ${classes}, vote entropy ${shortNumber(score)} nats`;
    });
  },
});
