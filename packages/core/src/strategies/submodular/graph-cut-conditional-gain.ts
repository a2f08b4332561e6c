/** The avoiding graph-cut strategy: items like the pool, unlike what is chosen, and unlike what is not wanted. */

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
 * Maximises f(A | P) = f(A) - 2 lambda nu sum_{i in A, j in P} s_ij over A = labelled and picked, where P is what to
 * avoid, s_ij = (1 + cos(x_i, x_j)) / 2, and f is the graph cut sum_{i in V, j in A} s_ij - lambda sum_{i, j in A} s_ij
 * with V the labelled items and candidates. The score of candidate j is what it adds: f's gain less
 * 2 lambda nu sum_{i in P} s_ij. Submodular; the sums over V, P and the labelled items are one product each with the
 * sum of their unit vectors.
 */
export const graphCutConditionalGain = defineStrategy({
  name: "graph-cut-conditional-gain",
  title: "Graph-cut conditional gain (unlike what to avoid)",
  paper:
    "Kothawade et al. 2021, SIMILAR, arXiv 2107.00717, table 1 (GCCG); Kothawade et al. 2022, PRISM, arXiv 2103.00128",
  needs: ["embeddings", "avoid"],
  parameters: [
    {
      ...LAMBDA,
      auto: "items / (2 chosen), counting labelled items, the whole batch and what to avoid as chosen",
    },
    {
      name: "nu",
      type: "number",
      default: 1,
      min: 0,
      max: 1e6,
      help: "how strictly what to avoid is avoided; 1 as if it had been chosen already, 0 not at all",
    },
  ],
  cost: "O((n + avoid) d) time, then O(n d) a pick; O(n d) memory",
  avoidWhen:
    "what to avoid is of several kinds: the mean of its vectors decides (facility-location-conditional-gain tells them apart)",
  scoresFall: true,
  work: ({ items, dimensions, batch }) => items * dimensions * (45 + batch),
  memory: ({ items, labelled, dimensions }) => 4 * (items + labelled) * dimensions + 100 * items,
  async select({ embeddings, avoid }, { candidates, labelled, batchSize }, params, context) {
    const kernels = context?.kernels ?? plainKernels;
    const step = stepper(context);
    await step(0);
    const unit = unitRows(embeddings);
    await step(0);
    const unwanted = vectorSum(unitRows(avoid));
    const chosen = vectorSum(unit, labelled);
    const rest = vectorSum(unit, candidates);
    const size = labelled.length + candidates.length;
    const lambda = cutWeight(params.lambda, size, labelled.length + batchSize + unwanted.count);
    const toPool = (row: number): number =>
      similarityToSum(unit, row, rest) + similarityToSum(unit, row, chosen);
    const rewards = Float64Array.from(candidates, (row) => {
      const redundant = shiftedCosine(unit, row, row) + 2 * similarityToSum(unit, row, chosen);
      return toPool(row) - lambda * (redundant + 2 * params.nu * similarityToSum(unit, row, unwanted));
    });
    const gains = cutGains(unit, candidates, rewards, lambda, kernels);
    const found = await plainGreedy(gains, batchSize, { step, operations: 4 });
    return {
      picks: found.places.map((place) => candidates[place]),
      scores: found.gains,
      why: Array.from(found.places, (place) => {
        const row = candidates[place];
        return (
          `mean similarity ${shortNumber(toPool(row) / size)} to the pool, ` +
          `${shortNumber(similarityToSum(unit, row, unwanted) / unwanted.count)} to what to avoid`
        );
      }),
      facts: { lambda },
    };
  },
});
