/** The graph-cut strategy: items like the pool as a whole, and unlike what is chosen already. */

import { unitRows } from "../../array/unit-rows.ts";
import { plainKernels } from "../../kernels/plain-kernels.ts";
import { cutGains } from "../shared/submodular/cut-gains.ts";
import { cutWeight, LAMBDA } from "../shared/submodular/cut-weight.ts";
import { defineStrategy } from "../shared/define-strategy.ts";
import { shortNumber } from "../shared/grouped.ts";
import { stepper } from "../shared/pace.ts";
import { plainGreedy } from "../shared/submodular/plain-greedy.ts";
import { shiftedCosine, similarityToSum, vectorSum } from "../shared/submodular/shifted-cosine.ts";

/**
 * Maximises f(S) = sum_{i in V, j in S} s_ij - lambda sum_{i, j in S} s_ij over S = labelled and picked, V = labelled and
 * candidates, s_ij = (1 + cos(x_i, x_j)) / 2. The score of candidate j is what it adds,
 * sum_{i in V} s_ij - lambda (s_jj + 2 sum_{i in S} s_ij). The sums over V and over the labelled items are one product
 * each with the sum of their unit vectors, so no similarity matrix is ever built. f is submodular, and monotone up to
 * lambda = 1/2. With S of m items, f at lambda = |V| / (2 m) is -(|V| m / 2) MMD^2(S, V) but for a constant.
 *
 * *Departure:* published uses take lambda between 0.1 and 1, which for a batch much smaller than the pool is the
 * densest spot many times over; the default here is the one that matches the batch to the pool.
 */
export const graphCut = defineStrategy({
  name: "graph-cut",
  title: "Graph cut",
  paper:
    "Iyer, Khargonkar, Bilmes and Asnani 2021, Submodular Combinatorial Information Measures, arXiv 2006.15412; as in " +
    "Kothawade et al. 2021, SIMILAR, arXiv 2107.00717, table 1; lambda as in Gretton et al. 2012, equation 2",
  needs: ["embeddings"],
  parameters: [LAMBDA],
  cost: "O(n d) time, then O(n d) a pick; O(n d) memory",
  avoidWhen:
    "the pool falls into many small kinds: one mean vector says little of them (facility-location does)",
  scoresFall: true,
  work: ({ items, dimensions, batch }) => items * dimensions * (40 + batch),
  memory: ({ items, labelled, dimensions }) => 4 * (items + labelled) * dimensions + 100 * items,
  async select({ embeddings }, { candidates, labelled, batchSize }, params, context) {
    const kernels = context?.kernels ?? plainKernels;
    const step = stepper(context);
    await step(0);
    const unit = unitRows(embeddings);
    await step(0);
    const chosen = vectorSum(unit, labelled);
    const rest = vectorSum(unit, candidates);
    const size = labelled.length + candidates.length;
    const lambda = cutWeight(params.lambda, size, labelled.length + batchSize);
    const toPool = (row: number): number =>
      similarityToSum(unit, row, rest) + similarityToSum(unit, row, chosen);
    const rewards = Float64Array.from(
      candidates,
      (row) =>
        toPool(row) - lambda * (shiftedCosine(unit, row, row) + 2 * similarityToSum(unit, row, chosen)),
    );
    const gains = cutGains(unit, candidates, rewards, lambda, kernels);
    const found = await plainGreedy(gains, batchSize, { step, operations: 4 });
    const before = labelled.length;
    return {
      picks: found.places.map((place) => candidates[place]),
      scores: found.gains,
      why: Array.from(found.places, (place, b) => {
        const row = candidates[place];
        const like = `mean similarity ${shortNumber(toPool(row) / size)} to the pool`;
        if (before + b === 0) return `${like}, the highest`;
        const sum = similarityToSum(unit, row, chosen) + b * gains.toPicked[b];
        return `${like}, ${shortNumber(sum / (before + b))} to the ${before + b} labelled or picked before`;
      }),
      facts: { lambda },
    };
  },
});
