/** The targeted facility-location strategy: items that stand for what is like the targets. */

import { plainKernels } from "../../kernels/plain-kernels.ts";
import { coverageGains } from "../shared/submodular/coverage-gains.ts";
import { defineStrategy } from "../shared/define-strategy.ts";
import { shortNumber } from "../shared/grouped.ts";
import { lazyGreedy, type Gains } from "../shared/submodular/lazy-greedy.ts";
import { nearestOther } from "../shared/submodular/nearest-other.ts";
import { graphMemory, NEIGHBOURS, neighbourGraph } from "../shared/submodular/neighbour-graph.ts";
import { stepper } from "../shared/pace.ts";
import { queryGains } from "../shared/submodular/query-gains.ts";
import { refuseMemory } from "../shared/refuse-memory.ts";
import { BANDWIDTH, pairSimilarity, squaredBandwidth } from "../shared/submodular/pair-similarity.ts";

const TARGETS = 20; // targets that the estimates of work and memory reckon with

/**
 * Maximises the mutual information of A, the labelled and picked items, with the targets Q; s = exp(-d^2 / h^2).
 * *query* (FLQMI): I(A; Q) = sum_{i in Q} max_{j in A} s_ij + eta sum_{j in A} max_{i in Q} s_ij: every target is to
 * have a pick near it, and every pick a target. *pool* (FLVMI): I(A; Q) = sum_{i in V} min(max_{j in A} s_ij,
 * eta max_{j in Q} s_ij) over the candidates V: the batch is to stand for those candidates that targets stand for; here
 * s_ij counts only for the `neighbours` nearest of i. Labelled items count as picked before. The score of a pick is
 * what it adds. Both are monotone and submodular.
 */
export const facilityLocationMutualInformation = defineStrategy({
  name: "facility-location-mutual-information",
  title: "Facility-location mutual information (similar to targets, diverse)",
  paper:
    "Kothawade et al. 2021, SIMILAR, arXiv 2107.00717, table 1 (FLQMI, FLVMI); " +
    "Kothawade et al. 2022, PRISM, arXiv 2103.00128",
  needs: ["embeddings", "targets"],
  parameters: [
    {
      name: "form",
      type: "choice",
      default: "query",
      options: ["query", "pool"],
      help: "query: cover the targets by picks near them; pool: cover the candidates that lie near targets",
    },
    {
      name: "eta",
      type: "number",
      default: 1,
      min: 0,
      max: 1e6,
      help: "weight of being like a target against covering what is not covered yet",
    },
    { ...NEIGHBOURS, help: `${NEIGHBOURS.help}; in the form pool` },
    BANDWIDTH,
  ],
  cost: "query: O(n targets d) time, O(n targets) memory; pool: O(n (n + labelled + targets) d) time, O(n neighbours) memory",
  avoidWhen:
    "the targets are not at hand as embeddings of the same model, or nothing in the pool is like them",
  prefix: true,
  scoresFall: true,
  work: ({ items, labelled, dimensions, batch }, { form, neighbours }) =>
    form === "pool"
      ? items * (items + labelled) * dimensions + items * neighbours * 20
      : TARGETS * items * (dimensions + 40) + TARGETS * items * batch,
  memory: ({ items, labelled }, { form, neighbours }) =>
    form === "pool"
      ? graphMemory(items, labelled, neighbours) + 40 * items
      : 8 * TARGETS * items + 150 * items,
  async select({ embeddings, targets }, { candidates, labelled, batchSize }, params, context) {
    const kernels = context?.kernels ?? plainKernels;
    await stepper(context)(0);
    const h = squaredBandwidth(params.bandwidth, embeddings, candidates);
    const early = stepper(context, 0, 0.1);
    const relevance = await nearestOther(embeddings, candidates, targets, h, kernels, early);
    const middle = stepper(context, 0.1, 0.9);
    let gains: Gains;
    if (params.form === "pool") {
      const caps = relevance.similarity.map((s) => params.eta * s);
      const graph = await neighbourGraph(
        embeddings,
        candidates,
        labelled,
        params.neighbours,
        h,
        kernels,
        middle,
      );
      const before = graph.labelledMost.map((s, i) => Math.min(s, caps[i]));
      gains = coverageGains(graph, before, caps);
    } else {
      refuseMemory(
        "facility-location-mutual-information",
        `the similarities of ${candidates.length} candidates to ${targets.rows} targets`,
        8 * candidates.length * targets.rows,
        "Lower subset, or give fewer targets",
      );
      const similarity = await similarities(candidates);
      const before = new Float64Array(targets.rows);
      if (labelled.length > 0) {
        const known = await similarities(labelled);
        for (let q = 0; q < targets.rows; q += 1)
          for (let l = 0; l < labelled.length; l += 1)
            before[q] = Math.max(before[q], known[q * labelled.length + l]);
      }
      gains = queryGains(similarity, before, relevance.similarity, params.eta);
    }
    const operations = params.form === "pool" ? params.neighbours : targets.rows;
    const found = await lazyGreedy(gains, batchSize, { step: stepper(context, 0.9), operations });
    return {
      picks: found.places.map((place) => candidates[place]),
      scores: found.gains,
      why: Array.from(
        found.places,
        (place, b) =>
          `adds ${shortNumber(found.gains[b])}; similarity ${shortNumber(relevance.similarity[place])} to its nearest ` +
          `target (row ${relevance.row[place]})`,
      ),
      facts: { evaluations: found.evaluations, bandwidth: Math.sqrt(h) },
    };

    /** (targets, rows) */
    async function similarities(rows: Int32Array): Promise<Float64Array> {
      const squared = await kernels.distances(embeddings, rows, targets, () => middle(0));
      for (let e = 0; e < squared.length; e += 1) squared[e] = pairSimilarity(squared[e], h);
      return squared;
    }
  },
});
