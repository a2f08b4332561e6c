/** The variance reduction strategy: items whose labels would lower the variance of predictions over the pool most. */

import { defineStrategy } from "../shared/define-strategy.ts";
import { fisherPool } from "../shared/fisher/fisher-pool.ts";
import { shortNumber } from "../shared/grouped.ts";
import { stepper } from "../shared/pace.ts";
import { separateTrace } from "../shared/fisher/separate-trace.ts";
import { forwardGreedy, rising } from "../shared/fisher/trace-model.ts";

/**
 * Greedy A-optimal design: each pick lowers tr(F_U (lambda I + F_L + F_S)^-1) most, where F_x = w_x (h, 1) (h, 1)^T with
 * w_x = sum_c p_c (1 - p_c), F_L and F_S are its sums over the labelled items and the picks so far, and F_U its mean over
 * the candidates. The score of a pick is by how much it lowered the trace as it was added.
 *
 * Departure: the information of a softmax layer is a matrix over classes and dimensions together; here one matrix over
 * dimensions, weighted by the trace over classes, stands for all of them ("bait" keeps more of it), and the layer's bias
 * is counted in. The paper adds one item at a time; a batch repeats that with the picks counted as labelled, for their
 * information does not depend on the label.
 */
export const varianceReduction = defineStrategy({
  name: "variance-reduction",
  title: "Variance reduction (A-optimal)",
  paper:
    "Cohn, Ghahramani and Jordan 1996, Active Learning with Statistical Models, arXiv cs/9603104; for logistic " +
    "regression Schein and Ungar 2007, doi 10.1007/s10994-007-5019-5, section 4",
  needs: ["probabilities", "embeddings"],
  parameters: [
    {
      name: "lambda",
      type: "number",
      default: 1,
      min: 1e-6,
      max: 1e6,
      help: "what is known before any label, on the diagonal: the weight decay of the last layer, in items",
    },
  ],
  cost: "O(n d (d + b) + d^3) time, O(n d + d^2) memory",
  avoidWhen:
    "the model is far from right: its probabilities are taken as true, and confident mistakes are passed over",
  prefix: true,
  work: ({ items, labelled, dimensions, batch }) =>
    dimensions ** 2 * (0.5 * (items + labelled) + 2 * items) +
    2.5 * dimensions ** 3 +
    batch * (2 * items * dimensions + 4 * dimensions ** 2 + 10 * items),
  memory: ({ items, labelled, dimensions, classes }) =>
    8 * (items + labelled) * (dimensions + classes + 2) + 56 * items + 48 * (dimensions + 1) ** 2,
  async select(signals, request, { lambda }, context) {
    const { candidates, batchSize } = request;
    const root = rising(stepper(context));
    await root(0);
    const pool = fisherPool("variance-reduction", signals, request, true);
    const { rows, classes, probabilities } = pool;
    const weights = new Float64Array(rows);
    for (let x = 0; x < rows; x += 1)
      for (let c = x * classes; c < (x + 1) * classes; c += 1)
        weights[x] += probabilities[c] * (1 - probabilities[c]);
    const model = await separateTrace({ ...pool, blocks: 1, weights, lambda }, (share) => root(0.5 * share));
    const before = model.trace();
    const { places, gains } = await forwardGreedy(model, batchSize, (share) => root(0.5 + 0.5 * share));
    let trace = before;
    const why = Array.from(gains, (gain) => {
      const share = (100 * gain) / trace;
      trace -= gain;
      return gain > 0
        ? `lowers the expected variance over the pool by ${shortNumber(share)}%, to ${shortNumber(trace)}`
        : "lowers no variance: the model is certain of it, or nothing is left to learn";
    });
    return {
      picks: places.map((place) => candidates[place]),
      scores: gains,
      why,
      facts: { traceBefore: before, traceAfter: model.trace() },
    };
  },
});
