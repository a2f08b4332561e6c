/** The facility-location strategy: items that stand for the most others that nothing chosen stands for yet. */

import { plainKernels } from "../../kernels/plain-kernels.ts";
import { coverageGains } from "../shared/submodular/coverage-gains.ts";
import { defineStrategy } from "../shared/define-strategy.ts";
import { grouped, shortNumber } from "../shared/grouped.ts";
import { lazyGreedy } from "../shared/submodular/lazy-greedy.ts";
import { graphMemory, NEIGHBOURS, neighbourGraph } from "../shared/submodular/neighbour-graph.ts";
import { stepper } from "../shared/pace.ts";
import { BANDWIDTH } from "../shared/submodular/pair-similarity.ts";

/**
 * Maximises f(S) = sum_i max_{j in S or labelled} s_ij over the candidates i, s_ij = exp(-||x_i - x_j||^2 / h^2) when j
 * is i itself or one of its `neighbours` nearest, else 0. The score of a pick is what it adds: near 1 when it speaks
 * for itself alone, near m when it speaks for m items that nothing labelled or picked is near. f is monotone and
 * submodular, so the greedy batch reaches at least 1 - 1/e of the best. Lazy evaluation gives the picks of the plain
 * greedy loop to the last bit.
 *
 * *Departure:* the paper's similarities are all kept, n^2 of them; here only those to the nearest, so that memory grows
 * as n k. What is cut off are the smallest terms of each sum, and a pick cannot speak for an item that has `neighbours`
 * nearer ones. With `neighbours` as many as the pool nothing is cut off.
 */
export const facilityLocation = defineStrategy({
  name: "facility-location",
  title: "Facility location",
  paper:
    "Cornuejols, Fisher and Nemhauser 1977, doi 10.1287/mnsc.23.8.789; greedy by Minoux 1978, doi 10.1007/BFb0006528; " +
    "for active learning Wei, Iyer and Bilmes 2015, Submodularity in Data Subset Selection and Active Learning",
  needs: ["embeddings"],
  parameters: [
    NEIGHBOURS,
    { ...BANDWIDTH, auto: "the root of the mean squared distance of a candidate to its neighbours" },
  ],
  cost: "O(n (n + labelled) d) time for the neighbours, then O(n neighbours) and less a pick; O(n neighbours) memory",
  avoidWhen:
    "rare kinds matter more than common ones: it asks for what stands for many, and outliers stand for themselves alone",
  prefix: true,
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
    const gains = coverageGains(graph, graph.labelledMost);
    const found = await lazyGreedy(gains, batchSize, {
      step: stepper(context, 0.9),
      operations: params.neighbours,
    });
    return {
      picks: found.places.map((place) => candidates[place]),
      scores: found.gains,
      why: Array.from(found.gains, (gain, b) =>
        gain > 0
          ? `adds ${shortNumber(gain)}: ${grouped(gains.improved[b])} of ${grouped(candidates.length)} candidates are ` +
            "nearer to it than to anything labelled or picked before"
          : "adds nothing, as all is covered: it fills the batch",
      ),
      facts: { evaluations: found.evaluations, bandwidth: Math.sqrt(graph.squaredBandwidth) },
    };
  },
});
