/** The EPIG strategy: items whose label would tell most about the labels of the pool. */

import { consensusEntropy } from "../../array/member-measures.ts";
import { memberRows } from "../../array/member-rows.ts";
import { descendingPlaces } from "../../array/order.ts";
import { weightedEntropies } from "../../array/weighted-entropies.ts";
import { split, uniformFor } from "../../random/key.ts";
import { defineStrategy } from "../shared/define-strategy.ts";
import { grouped, shortNumber } from "../shared/grouped.ts";
import { stepper } from "../shared/pace.ts";
import { scoreMembers } from "../shared/disagreement/score-members.ts";
import { topOf } from "../shared/select-top.ts";

/**
 * score = (1/T) sum_t I(y; y_t | x, x_t) in nats, over T candidates x_t drawn at random by key, which stand for the
 * images that the model will see. With p_k the K passes' distributions,
 *
 *   I(y; y_t) = H(mean_k p_k(y)) + H(mean_k p_k(y_t)) - H(mean_k p_k(y) p_k(y_t)), in [0, ln classes].
 *
 * Where bald asks about the model, epig asks about what the model says: doubt that matters to few items scores low. The
 * passes must be the same networks for every item (the same dropout masks). Rounding below zero is taken away.
 */
export const epig = defineStrategy({
  name: "epig",
  title: "EPIG (expected predictive information gain)",
  paper:
    "Bickford Smith et al. 2023, Prediction-oriented Bayesian active learning, arXiv 2304.08151, section 4",
  needs: ["passes"],
  parameters: [
    {
      name: "targets",
      type: "integer",
      default: 100,
      min: 1,
      max: 1e5,
      help: "candidates drawn at random on whose predictions the gain is measured; all of them when there are fewer",
    },
  ],
  cost: "O(n k^2 t targets) time for t passes, O(k t targets) memory",
  avoidWhen: "there are hundreds of classes, or the pool is unlike the images the model is meant for",
  prefix: true,
  scoresFall: true,
  work: ({ items, classes, members }, { targets }) =>
    items * classes * classes * (members + 5) * Math.min(items, targets),
  memory: ({ items, classes, members }, { targets }) =>
    60 * items + 8 * classes * (members + 1) * (Math.min(items, targets) + 1),
  async select({ passes }, request, params, context) {
    const { candidates, ids, key } = request;
    const { members, cols: classes } = passes;
    const draws = split(key, "epig", "targets");
    const drawn = descendingPlaces(Float64Array.from(candidates, (row) => uniformFor(draws, ids[row])));
    const targets = drawn.subarray(0, params.targets).map((place) => candidates[place]);
    const rows = new Float64Array(targets.length * classes * members); // p_k(y_t) / K, target by target
    let open = 0; // mean H(y_t)
    targets.forEach((item, t) => {
      const p = rows.subarray(t * classes * members, (t + 1) * classes * members);
      memberRows(passes, item, p);
      open += consensusEntropy(p, classes, members) / targets.length;
      for (let j = 0; j < p.length; j += 1) p[j] /= members;
    });
    const count = targets.length * classes;
    const weights = new Float64Array(count).fill(1 / targets.length);
    const scores = await scoreMembers(
      passes,
      candidates,
      stepper(context),
      (p) =>
        Math.max(
          0,
          consensusEntropy(p, classes, members) +
            open -
            weightedEntropies(rows, weights, count, p, classes, members),
        ),
      Math.max(1, count / 10), // a product costs about a tenth of an entropy
    );
    return topOf(
      scores,
      request,
      (score) =>
        `its label tells ${shortNumber(score)} nats about that of each of ${grouped(targets.length)} others on average`,
    );
  },
});
