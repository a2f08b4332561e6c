/** The log-determinant strategy: items that span the largest volume, as a determinantal point process likes them best. */

import { defineStrategy } from "../shared/define-strategy.ts";
import { varianceMemory } from "../shared/submodular/conditional-variances.ts";
import { determinantBatch, determinantWork, JITTER } from "../shared/submodular/determinant-batch.ts";
import { shortNumber } from "../shared/grouped.ts";
import { stepper } from "../shared/pace.ts";
import { BANDWIDTH, squaredBandwidth } from "../shared/submodular/pair-similarity.ts";

/**
 * Maximises log det L_S over S = labelled and picked, L = K + jitter I, K_ij = exp(-||x_i - x_j||^2 / h^2): the most
 * probable batch of a determinantal point process, found greedily, and the most informative one for a Gaussian process.
 * The score of a pick is ln of the variance left of it given all that is labelled or picked before, in
 * [ln jitter, ln(1 + jitter)]. Submodular; lazy evaluation gives the picks of the plain greedy loop to the last bit.
 */
export const logDeterminant = defineStrategy({
  name: "log-determinant",
  title: "Log-determinant (determinantal point process)",
  paper:
    "Chen, Zhang and Zhou 2018, Fast Greedy MAP Inference for Determinantal Point Process, arXiv 1709.05135, algorithm 1",
  needs: ["embeddings"],
  parameters: [BANDWIDTH, JITTER],
  cost: "at most O(n (labelled + b) (d + labelled + b)) time, O(n (labelled + b)) memory",
  avoidWhen:
    "the pool holds many outliers or broken images, which span the largest volume; or much is labelled",
  prefix: true,
  work: (size) => determinantWork(size, 0),
  memory: ({ items, labelled, batch }) => varianceMemory(items, labelled + batch) + 40 * items,
  async select({ embeddings }, { candidates, labelled, batchSize }, params, context) {
    const step = stepper(context);
    await step(0);
    const h = squaredBandwidth(params.bandwidth, embeddings, candidates);
    const found = await determinantBatch(
      "log-determinant",
      embeddings,
      candidates,
      labelled,
      batchSize,
      h,
      params.jitter,
      step,
    );
    const full = 1 + params.jitter;
    return {
      picks: found.places.map((place) => candidates[place]),
      scores: found.logarithms,
      why: Array.from(found.variances, (variance, b) =>
        labelled.length + b === 0
          ? "the first: nothing is labelled or picked, so every item is as good"
          : `${shortNumber((100 * variance) / full)} % of its variance is not explained by the ${labelled.length + b} ` +
            "labelled or picked before",
      ),
      facts: { evaluations: found.evaluations, bandwidth: Math.sqrt(h) },
    };
  },
});
