/** The saturated-coverage strategy: every item is to be covered enough, and more than enough counts for nothing. */

import { plainKernels } from "../../kernels/plain-kernels.ts";
import { defineStrategy } from "../shared/define-strategy.ts";
import { grouped, shortNumber } from "../shared/grouped.ts";
import { lazyGreedy } from "../shared/submodular/lazy-greedy.ts";
import { graphMemory, NEIGHBOURS, neighbourGraph } from "../shared/submodular/neighbour-graph.ts";
import { stepper } from "../shared/pace.ts";
import { BANDWIDTH } from "../shared/submodular/pair-similarity.ts";
import { saturatedGains } from "../shared/submodular/saturated-gains.ts";

/**
 * Maximises f(S) = sum_i min(C_i(S), alpha C_i(V)), C_i(S) = sum_{j in S} s_ij, over the candidates i, with V all
 * candidates and labelled items, S the labelled and picked ones, and s_ij = exp(-||x_i - x_j||^2 / h^2) when j is i
 * itself or one of its `neighbours` nearest, else 0. The score of a pick is what it adds. f is monotone and submodular.
 * The smaller alpha, the sooner an item has enough and the further the batch spreads; at alpha = 1 nothing saturates,
 * and the items similar to most are taken whatever else is.
 *
 * *Departure:* the paper tunes alpha; here it is the share of the pool that will have been chosen, m / |V|, at which an
 * item has enough once it gets what m items drawn at random would give it. And only similarities to the nearest are
 * kept, so that memory grows as n k.
 */
export const saturatedCoverage = defineStrategy({
  name: "saturated-coverage",
  title: "Saturated coverage",
  paper:
    "Lin and Bilmes 2011, A Class of Submodular Functions for Document Summarization, " +
    "https://aclanthology.org/P11-1052, equation 4",
  needs: ["embeddings"],
  parameters: [
    {
      name: "saturation",
      type: "number",
      default: "auto",
      auto: "the share of the pool that will be labelled or picked: an item has enough when it gets what as many items drawn at random would give it",
      min: 0,
      minExclusive: true,
      max: 1,
      help: "alpha, the share of an item's similarity to the whole pool at which it counts as covered",
    },
    NEIGHBOURS,
    { ...BANDWIDTH, auto: "the root of the mean squared distance of a candidate to its neighbours" },
  ],
  cost: "O(n (n + labelled) d) time for the neighbours, then O(n neighbours) and less a pick; O(n neighbours) memory",
  avoidWhen: "rare kinds matter more than common ones: an outlier covers itself alone",
  scoresFall: true,
  work: ({ items, labelled, dimensions, batch }, { neighbours }) =>
    items * (items + labelled) * dimensions + items * neighbours * 20 + 20 * batch * neighbours,
  memory: ({ items, labelled }, { neighbours }) => graphMemory(items, labelled, neighbours),
  async select({ embeddings }, { candidates, labelled, batchSize }, params, context) {
    const h = params.bandwidth === "auto" ? "auto" : params.bandwidth ** 2;
    const kernels = context?.kernels ?? plainKernels;
    const graph = await neighbourGraph(
      embeddings,
      candidates,
      labelled,
      params.neighbours,
      h,
      kernels,
      stepper(context, 0, 0.9),
    );
    const share = (labelled.length + batchSize) / (labelled.length + candidates.length);
    const alpha = params.saturation === "auto" ? share : params.saturation;
    const caps = graph.total.map((total) => alpha * total);
    const gains = saturatedGains(graph, caps);
    const found = await lazyGreedy(gains, batchSize, {
      step: stepper(context, 0.9),
      operations: params.neighbours,
    });
    return {
      picks: found.places.map((place) => candidates[place]),
      scores: found.gains,
      why: Array.from(found.gains, (gain, b) =>
        gain > 0
          ? `adds ${shortNumber(gain)} to the coverage of candidates near it; of ${grouped(candidates.length)} ` +
            `${grouped(gains.filled[b])} are then covered enough`
          : "adds nothing, as all near it are covered enough: it fills the batch",
      ),
      facts: {
        evaluations: found.evaluations,
        saturation: alpha,
        bandwidth: Math.sqrt(graph.squaredBandwidth),
      },
    };
  },
});
