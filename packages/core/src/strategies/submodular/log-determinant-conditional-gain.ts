/** The avoiding log-determinant strategy: items that span the largest volume away from what is not wanted. */

import { defineStrategy } from "../shared/define-strategy.ts";
import { varianceMemory } from "../shared/submodular/conditional-variances.ts";
import { determinantBatch, determinantWork, JITTER } from "../shared/submodular/determinant-batch.ts";
import { shortNumber } from "../shared/grouped.ts";
import { stepper } from "../shared/pace.ts";
import { BANDWIDTH, squaredBandwidth } from "../shared/submodular/pair-similarity.ts";

const AVOID = 20; // vectors to avoid that the estimates of work and memory reckon with

/**
 * Maximises f(A | P) = log det(L_A - nu^2 L_AP L_P^-1 L_PA) over A = labelled and picked, with P what to avoid,
 * L = K + jitter I and K_ij = exp(-||x_i - x_j||^2 / h^2). The score of a pick is ln of the variance left of it given
 * what to avoid, at weight nu, and all that is labelled or picked before. Submodular.
 */
export const logDeterminantConditionalGain = defineStrategy({
  name: "log-determinant-conditional-gain",
  title: "Log-determinant conditional gain (unlike what to avoid)",
  paper:
    "Kothawade et al. 2021, SIMILAR, arXiv 2107.00717, table 1 (LogDetCG); " +
    "Kothawade et al. 2022, PRISM, arXiv 2103.00128; computed as in Chen et al. 2018, arXiv 1709.05135",
  needs: ["embeddings", "avoid"],
  parameters: [
    {
      name: "nu",
      type: "number",
      default: 1,
      min: 0,
      max: 1,
      help: "how strictly what to avoid is avoided; 1 as if it had been chosen already, 0 not at all",
    },
    BANDWIDTH,
    JITTER,
  ],
  cost: "at most O(n m (d + m)) time, O(n m) memory, m = labelled + avoid + b",
  avoidWhen:
    "the pool holds many outliers or broken images that are not among what to avoid; or much is labelled",
  prefix: true,
  work: (size) => determinantWork(size, AVOID),
  memory: ({ items, labelled, batch }) => varianceMemory(items, labelled + batch + AVOID) + 40 * items,
  async select({ embeddings, avoid }, { candidates, labelled, batchSize }, params, context) {
    const step = stepper(context);
    await step(0);
    const h = squaredBandwidth(params.bandwidth, embeddings, candidates);
    const found = await determinantBatch(
      "log-determinant-conditional-gain",
      embeddings,
      candidates,
      labelled,
      batchSize,
      h,
      params.jitter,
      step,
      { points: avoid, weight: params.nu },
    );
    const full = 1 + params.jitter;
    return {
      picks: found.places.map((place) => candidates[place]),
      scores: found.logarithms,
      why: Array.from(
        found.variances,
        (variance, b) =>
          `${shortNumber((100 * variance) / full)} % of its variance is not explained by what to avoid` +
          (labelled.length + b === 0 ? "" : ` and the ${labelled.length + b} labelled or picked before`),
      ),
      facts: { evaluations: found.evaluations, bandwidth: Math.sqrt(h) },
    };
  },
});
