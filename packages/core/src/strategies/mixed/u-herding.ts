/** The uncertainty-herding strategy: items that cover what the model is unsure of and nothing labelled is near. */

import { unitRows } from "../../array/unit-rows.ts";
import { plainKernels } from "../../kernels/plain-kernels.ts";
import { defineStrategy } from "../shared/define-strategy.ts";
import { grouped, shortNumber } from "../shared/grouped.ts";
import { herding, herdingMemory, herdingWork } from "../shared/herding/herding.ts";
import { stepper } from "../shared/pace.ts";
import { smallestDistance } from "../shared/herding/smallest-distance.ts";
import { temperedNarrowness } from "../shared/herding/tempered-narrowness.ts";

/**
 * Embeddings are scaled to length one. Each pick is the candidate with the largest gain in the uncertainty coverage
 * C(S) = (1/n) sum_i U_i max_{j labelled or picked} exp(-||x_i - x_j||^2 / h^2), U_i = 1 - (p_(1) - p_(2)), over the n
 * candidates looked at. h is the smallest distance between two labelled items, so with few labels it spreads over the
 * pool as MaxHerding does, and with many it takes narrow margins as margin sampling does. Without labels U is 1 and h
 * too. The greedy batch reaches at least 1 - 1/e of the best.
 *
 * *Departure:* the published code finds the temperature of the probabilities by the smallest calibration error on a
 * validation set before the selection; a selection has no such set, and the labelled items, which the model was trained
 * on, would make it look surer than it is. So give calibrated probabilities, or the temperature found. Distances of
 * labelled items up to 1e-6 are left out of h as rounding, where the code leaves out only zero. Of more than
 * `candidates` items as many drawn at random are looked at, 35,000 as in the code, which lowers that as labels grow.
 */
export const uHerding = defineStrategy({
  name: "u-herding",
  title: "Uncertainty herding",
  paper:
    "Bae, Oliveira and Sutherland 2025, Uncertainty Herding: One Active Learning Method for All Label Budgets, " +
    "arXiv 2412.20644",
  needs: ["probabilities", "embeddings"],
  parameters: [
    {
      name: "temperature",
      type: "number",
      default: 1,
      min: 0.01,
      max: 100,
      help: "divides the logits before doubt is measured; above 1 for a model that is too sure, 1 if it is calibrated",
    },
    {
      name: "bandwidth",
      type: "number",
      default: "auto",
      auto: "the smallest distance between two labelled items, 1 while no two different ones are labelled",
      min: 1e-6,
      max: 100,
      help: "h of the similarity exp(-d^2 / h^2), between embeddings of length one",
    },
    {
      name: "candidates",
      type: "integer",
      default: 35000,
      min: 1,
      max: 1e9,
      help: "the most candidates, drawn at random, that are looked at; never fewer than the batch",
    },
  ],
  cost: "O(n^2 d) time, O(n d) memory and 4 n^2 bytes up to 10,000 candidates",
  avoidWhen:
    "the probabilities are far from calibrated, or two labelled items are near-duplicates: h falls to their distance, " +
    "and the picks to margin sampling",
  prefix: true,
  scoresFall: true,
  work({ items, labelled, dimensions, batch }, params) {
    const n = Math.min(items, Math.max(params.candidates, batch));
    return herdingWork(n, dimensions, labelled, batch) + (labelled * labelled * dimensions) / 4;
  },
  memory({ items, labelled, dimensions, batch }, params) {
    const n = Math.min(items, Math.max(params.candidates, batch));
    return 4 * (items + 2 * labelled) * dimensions + herdingMemory(n, batch);
  },
  async select({ probabilities, embeddings }, { candidates, labelled, batchSize }, params, context) {
    const kernels = context?.kernels ?? plainKernels;
    await stepper(context)(0);
    const points = unitRows(embeddings, kernels.matrix);
    const rows = candidates.subarray(0, Math.max(params.candidates, batchSize));
    const bandwidth =
      params.bandwidth === "auto"
        ? ((await smallestDistance(points, labelled, kernels, () => stepper(context)(0))) ?? 1)
        : params.bandwidth;
    const weights = Float64Array.from(rows, (row) =>
      labelled.length === 0 ? 1 : temperedNarrowness(probabilities, row, params.temperature),
    );
    const { places, gains, evaluations } = await herding({
      points,
      rows,
      centres: labelled,
      weights,
      bandwidth,
      count: batchSize,
      kernels,
      step: stepper(context),
    });
    const among =
      rows.length < candidates.length
        ? `a random ${grouped(rows.length)} of ${grouped(candidates.length)} candidates`
        : `${grouped(rows.length)} candidates`;
    return {
      picks: places.map((place) => rows[place]),
      scores: gains,
      why: Array.from(
        places,
        (place, b) =>
          `raises the doubt-weighted coverage of ${among} by ${shortNumber(gains[b])}; ` +
          (labelled.length === 0
            ? "nothing is labelled, so all doubts count alike"
            : `its own doubt is ${shortNumber(weights[place])}`),
      ),
      facts: { evaluations, bandwidth },
    };
  },
});
