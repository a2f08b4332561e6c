/** The targeted graph-cut strategy: items most similar to what is looked for. */

import { unitRows } from "../../array/unit-rows.ts";
import { defineStrategy } from "../shared/define-strategy.ts";
import { shortNumber } from "../shared/grouped.ts";
import { stepper } from "../shared/pace.ts";
import { topOf } from "../shared/select-top.ts";
import { similarityToSum, vectorSum } from "../shared/submodular/shifted-cosine.ts";

/**
 * I(A; Q) = 2 lambda sum_{i in A, j in Q} s_ij with the targets Q and s_ij = (1 + cos(x_i, x_j)) / 2; lambda = 1 / (2 |Q|),
 * which changes no order, makes the score of an item its mean similarity to the targets, in [0, 1]. The function is
 * modular: items are scored alone, so the batch is the best there is, and two that look alike are both taken.
 */
export const graphCutMutualInformation = defineStrategy({
  name: "graph-cut-mutual-information",
  title: "Graph-cut mutual information (similar to targets)",
  paper:
    "Kothawade et al. 2021, SIMILAR, arXiv 2107.00717, table 1 (GCMI); Kothawade et al. 2022, PRISM, arXiv 2103.00128",
  needs: ["embeddings", "targets"],
  parameters: [],
  cost: "O((n + targets) d + n log n) time, O(n d) memory",
  avoidWhen:
    "the pool holds many near-duplicates, or several different things are looked for: the mean of their vectors decides " +
    "(facility-location-mutual-information spreads over the targets)",
  prefix: true,
  scoresFall: true,
  work: ({ items, dimensions }) => 3 * items * dimensions + 50 * items,
  memory: ({ items, labelled, dimensions }) => 4 * (items + labelled) * dimensions + 40 * items,
  async select({ embeddings, targets }, request, _params, context) {
    const step = stepper(context);
    await step(0);
    const unit = unitRows(embeddings);
    await step(0.5);
    const wanted = vectorSum(unitRows(targets));
    const scores = Float64Array.from(
      request.candidates,
      (row) => similarityToSum(unit, row, wanted) / wanted.count,
    );
    await step(1);
    const what = wanted.count === 1 ? "the target" : `the ${wanted.count} targets`;
    return topOf(scores, request, (score) => `mean similarity ${shortNumber(score)} to ${what}`);
  },
});
