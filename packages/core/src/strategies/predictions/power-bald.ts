/** The PowerBALD strategy: BALD with noise, so that a batch is not a cluster of the same items. */

import { descendingPlaces } from "../../array/order.ts";
import { naturalLog } from "../../array/natural-log.ts";
import { split } from "../../random/key.ts";
import { gumbelFor } from "../shared/disagreement/gumbel.ts";
import { defineStrategy } from "../shared/define-strategy.ts";
import { mutualInformation } from "../shared/disagreement/mutual-information.ts";
import { scoreMembers } from "../shared/disagreement/score-members.ts";
import { topOf } from "../shared/select-top.ts";
import { shortNumber } from "../shared/grouped.ts";
import { stepper } from "../shared/pace.ts";

const ROUNDING = 2.220446049250313e-16; // 2^-52 nats: a BALD score below it is rounding

/**
 * The items with the highest perturbed score v(s) + g / beta, g a draw from Gumbel(0, 1) keyed by item id, s the BALD
 * score in nats: v = ln s (power), s (softmax) or -ln rank of s (soft-rank). That samples the batch without replacement
 * with probability in proportion to s^beta, e^(beta s) or rank^-beta.
 *
 * *Departure:* ln 0 is not a score, so in the power form a score below 2^-52 nats, which is rounding, counts as 2^-52:
 * such items come after all others but for about n in 10^16 draws. Equal BALD scores take ranks one after the other by
 * key.
 */
export const powerBald = defineStrategy({
  name: "power-bald",
  title: "PowerBALD (stochastic BALD)",
  paper:
    "Kirsch et al. 2023, Stochastic batch acquisition: a simple baseline for deep active learning, arXiv 2106.12059, " +
    "section 3",
  needs: ["passes"],
  parameters: [
    {
      name: "form",
      type: "choice",
      default: "power",
      options: ["power", "softmax", "soft-rank"],
      help: "what the noise is added to: the logarithm of the BALD score, the score, or minus the logarithm of its rank",
    },
    {
      name: "beta",
      type: "number",
      default: 1,
      min: 0,
      minExclusive: true,
      max: 1e6,
      help: "how strictly the score is followed: near 0 picks at random, large picks the top of BALD",
    },
  ],
  cost: "O(n k t + n log n) time for t passes, O(n) memory",
  avoidWhen: "one item is asked at a time: then BALD itself is the better guess",
  prefix: true,
  scoresFall: true,
  work: ({ items, classes, members }) => 5 * items * classes * members + 100 * items,
  memory: ({ items, classes, members }) => 60 * items + 8 * classes * members,
  async select({ passes }, request, { form, beta }, context) {
    const entropies = new Float64Array(passes.members);
    const scores = await scoreMembers(passes, request.candidates, stepper(context), (p, classes, members) =>
      mutualInformation(p, classes, members, entropies),
    );
    const noise = split(request.key, "power-bald");
    const perturbed = valuesOf(scores, form).map(
      (value, place) => value + gumbelFor(noise, request.ids[request.candidates[place]]) / beta,
    );
    return topOf(
      perturbed,
      request,
      (score, place) =>
        `its label tells ${shortNumber(scores[place])} nats about the model, ${shortNumber(score)} with noise`,
    );
  },
});

/** What the noise is added to. */
function valuesOf(scores: Float64Array, form: "power" | "softmax" | "soft-rank"): Float64Array {
  if (form === "softmax") return scores;
  if (form === "power") return scores.map((score) => naturalLog(Math.max(score, ROUNDING)));
  const values = new Float64Array(scores.length);
  descendingPlaces(scores).forEach((place, i) => (values[place] = -naturalLog(i + 1)));
  return values;
}
