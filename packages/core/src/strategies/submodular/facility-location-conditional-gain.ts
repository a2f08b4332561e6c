/** The avoiding facility-location strategy: items that stand for many that nothing chosen or unwanted stands for. */

import { plainKernels } from "../../kernels/plain-kernels.ts";
import { coverageGains } from "../shared/submodular/coverage-gains.ts";
import { defineStrategy } from "../shared/define-strategy.ts";
import { grouped, shortNumber } from "../shared/grouped.ts";
import { lazyGreedy } from "../shared/submodular/lazy-greedy.ts";
import { nearestOther } from "../shared/submodular/nearest-other.ts";
import { graphMemory, NEIGHBOURS, neighbourGraph } from "../shared/submodular/neighbour-graph.ts";
import { stepper } from "../shared/pace.ts";
import { BANDWIDTH, squaredBandwidth } from "../shared/submodular/pair-similarity.ts";

/**
 * Maximises f(A | P) = sum_{i in V} max(0, max_{j in A} s_ij - nu max_{j in P} s_ij) over the candidates V, with A the
 * labelled and picked items and P what to avoid (FLCG). s = exp(-d^2 / h^2); within the pool it counts only for the
 * `neighbours` nearest of i, to P always. The score of a pick is what it adds: items near P hardly count. Monotone and
 * submodular.
 */
export const facilityLocationConditionalGain = defineStrategy({
  name: "facility-location-conditional-gain",
  title: "Facility-location conditional gain (unlike what to avoid)",
  paper:
    "Kothawade et al. 2021, SIMILAR, arXiv 2107.00717, table 1 (FLCG); Kothawade et al. 2022, PRISM, arXiv 2103.00128",
  needs: ["embeddings", "avoid"],
  parameters: [
    {
      name: "nu",
      type: "number",
      default: 1,
      min: 0,
      max: 1e6,
      help: "how strictly what to avoid is avoided; 1 as if it had been chosen already, 0 not at all",
    },
    NEIGHBOURS,
    BANDWIDTH,
  ],
  cost: "O(n (n + labelled + avoid) d) time, then O(n neighbours) and less a pick; O(n neighbours) memory",
  avoidWhen: "what to avoid lies scattered all over the pool: then little is left to gain anywhere",
  prefix: true,
  scoresFall: true,
  work: ({ items, labelled, dimensions, batch }, { neighbours }) =>
    items * (items + labelled) * dimensions + items * neighbours * 20 + 20 * batch * neighbours,
  memory: ({ items, labelled }, { neighbours }) => graphMemory(items, labelled, neighbours) + 40 * items,
  async select({ embeddings, avoid }, { candidates, labelled, batchSize }, params, context) {
    const kernels = context?.kernels ?? plainKernels;
    await stepper(context)(0);
    const h = squaredBandwidth(params.bandwidth, embeddings, candidates);
    const unwanted = await nearestOther(embeddings, candidates, avoid, h, kernels, stepper(context, 0, 0.1));
    const graph = await neighbourGraph(
      embeddings,
      candidates,
      labelled,
      params.neighbours,
      h,
      kernels,
      stepper(context, 0.1, 0.9),
    );
    const before = graph.labelledMost.map((s, i) => Math.max(s, params.nu * unwanted.similarity[i]));
    const gains = coverageGains(graph, before);
    const found = await lazyGreedy(gains, batchSize, {
      step: stepper(context, 0.9),
      operations: params.neighbours,
    });
    return {
      picks: found.places.map((place) => candidates[place]),
      scores: found.gains,
      why: Array.from(found.places, (place, b) => {
        const near = `similarity ${shortNumber(unwanted.similarity[place])} to the nearest of what to avoid (row ${unwanted.row[place]})`;
        if (found.gains[b] === 0) return `adds nothing, it fills the batch; ${near}`;
        return (
          `adds ${shortNumber(found.gains[b])}, standing for ${grouped(gains.improved[b])} of ` +
          `${grouped(candidates.length)} candidates; ${near}`
        );
      }),
      facts: { evaluations: found.evaluations, bandwidth: Math.sqrt(h) },
    };
  },
});
