/** The targeted log-determinant strategy: a diverse batch that says the most about the targets. */

import { naturalLog } from "../../array/natural-log.ts";
import { conditionalVariances, varianceMemory } from "../shared/submodular/conditional-variances.ts";
import { defineStrategy } from "../shared/define-strategy.ts";
import { determinantWork, JITTER } from "../shared/submodular/determinant-batch.ts";
import { shortNumber } from "../shared/grouped.ts";
import { stepper } from "../shared/pace.ts";
import { BANDWIDTH, squaredBandwidth } from "../shared/submodular/pair-similarity.ts";
import { plainGreedy } from "../shared/submodular/plain-greedy.ts";
import { refuseMemory } from "../shared/refuse-memory.ts";

const TARGETS = 20; // targets that the estimates of work and memory reckon with

/**
 * Maximises I(A; Q) = log det L_A - log det(L_A - eta^2 L_AQ L_Q^-1 L_QA) over A = labelled and picked, with the targets
 * Q, L = K + jitter I and K_ij = exp(-||x_i - x_j||^2 / h^2). The score of a pick is what it adds: ln of the variance
 * left of it given what is labelled or picked before, less ln of what is left when the targets are known too, at weight
 * eta. Both come from growing Cholesky factors. The function need not be submodular, so an old gain bounds nothing and
 * every candidate is looked at for every pick; the batch carries no guarantee.
 */
export const logDeterminantMutualInformation = defineStrategy({
  name: "log-determinant-mutual-information",
  title: "Log-determinant mutual information (similar to targets, diverse)",
  paper:
    "Kothawade et al. 2021, SIMILAR, arXiv 2107.00717, table 1 (LogDetMI); " +
    "Kothawade et al. 2022, PRISM, arXiv 2103.00128; computed as in Chen et al. 2018, arXiv 1709.05135",
  needs: ["embeddings", "targets"],
  parameters: [
    {
      name: "eta",
      type: "number",
      default: 1,
      min: 0,
      max: 1,
      help: "weight of the similarity to the targets; at 0 there is nothing to choose by",
    },
    BANDWIDTH,
    JITTER,
  ],
  cost: "O(n m (d + m)) time, O(n m) memory, m = 2 (labelled + b) + targets",
  avoidWhen:
    "nothing in the pool is like the targets, or much is labelled: every labelled item costs as much as a pick",
  prefix: true,
  work: (size) => determinantWork(size, 0) + determinantWork(size, TARGETS),
  memory: ({ items, labelled, batch }) =>
    varianceMemory(items, 2 * (labelled + batch) + TARGETS) + 40 * items,
  async select({ embeddings, targets }, { candidates, labelled, batchSize }, params, context) {
    const step = stepper(context);
    await step(0);
    const pivots = labelled.length + batchSize;
    refuseMemory(
      "log-determinant-mutual-information",
      `two numbers for each candidate and each item labelled or picked, and one for each target`,
      varianceMemory(candidates.length, 2 * pivots + targets.rows),
      "Lower subset, so that fewer candidates are looked at, or the batch",
    );
    const h = squaredBandwidth(params.bandwidth, embeddings, candidates);
    const problem = {
      points: embeddings,
      rows: candidates,
      squaredBandwidth: h,
      jitter: params.jitter,
      pivots,
    };
    const alone = conditionalVariances(problem);
    const withTargets = conditionalVariances({ ...problem, given: { points: targets, weight: params.eta } });
    const both = [alone, withTargets];
    for (const item of labelled) {
      await step(0);
      for (const left of both) left.knowRow(item);
    }
    const shares: number[] = []; // of each pick's variance, explained by the targets
    const before = labelled.length + targets.rows;
    const found = await plainGreedy(
      {
        items: candidates.length,
        evaluate: (places, out) =>
          places.forEach((place, i) => {
            out[i] = naturalLog(alone.variance(place)) - naturalLog(withTargets.variance(place));
          }),
        take(place) {
          shares.push(1 - withTargets.variance(place) / alone.variance(place));
          for (const left of both) left.know(place);
        },
      },
      batchSize,
      { step, operations: 2 * Math.max(1, before) * (embeddings.cols + 40 + before / 2) },
    );
    return {
      picks: found.places.map((place) => candidates[place]),
      scores: found.gains,
      why: shares.map(
        (share, b) =>
          `the ${targets.rows} targets explain ${shortNumber(100 * share)} % of ` +
          (labelled.length + b === 0
            ? "its variance"
            : `the variance that the ${labelled.length + b} labelled or picked before leave of it`),
      ),
      facts: { evaluations: found.evaluations, bandwidth: Math.sqrt(h) },
    };
  },
});
