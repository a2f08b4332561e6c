/** The core-set strategy: items farthest from everything labelled or already picked. */

import { joined } from "../../array/joined.ts";
import { plainKernels } from "../../kernels/plain-kernels.ts";
import { split, uniformFor } from "../../random/key.ts";
import { defineStrategy } from "../shared/define-strategy.ts";
import { shortNumber } from "../shared/grouped.ts";
import { stepper } from "../shared/pace.ts";

/**
 * k-center greedy: u = argmax_{i not in s} min_{j in s} ||x_i - x_j||, s <- s + u, beginning from the labelled items;
 * at most twice the optimal radius. The score of a pick is its distance at the moment it was chosen, so scores never
 * rise. When nothing is labelled the first pick is random by key, and its score is the distance to the farthest
 * candidate. Distances are exact to float64, summed in index order.
 */
export const coreSet = defineStrategy({
  name: "core-set",
  title: "Core-set (k-center greedy)",
  paper:
    "Sener and Savarese 2018, Active Learning for CNNs: A Core-Set Approach, arXiv 1708.00489, algorithm 1",
  needs: ["embeddings"],
  parameters: [],
  cost: "O(n d (labelled + b)) time, O(n) memory beside the embeddings",
  avoidWhen: "the pool holds many outliers or broken images: it finds them first",
  prefix: true,
  scoresFall: true,
  work: ({ items, dimensions, labelled, batch }) => items * dimensions * (labelled + batch),
  memory: ({ items }) => 40 * items,
  async select({ embeddings }, { ids, key, labelled, candidates, batchSize }, _params, context) {
    const isFirst = labelled.length === 0;
    const order = isFirst
      ? randomFirst(candidates, (row) => uniformFor(split(key, "first-centre"), ids[row]))
      : candidates;
    const { farthestFirst } = context?.kernels ?? plainKernels;
    const step = stepper(context);
    const { places, squared, nearest } = await farthestFirst(embeddings, order, labelled, batchSize, step);
    const picks = places.map((place) => order[place]);
    const scores = squared.map(Math.sqrt);
    const isLabelled = new Set(labelled);
    const why = Array.from(scores, (score, b) => {
      if (isFirst && b === 0) return "drawn at random: nothing is labelled yet";
      const kind = isLabelled.has(nearest[b]) ? "labelled item" : "item already in this batch";
      return `${shortNumber(score)} from its nearest ${kind} (${ids[nearest[b]]})`;
    });
    return { picks, scores, why };
  },
});

/** The rows with the one of the highest draw in front. */
function randomFirst(rows: Int32Array, draw: (row: number) => number): Int32Array {
  const first = rows.reduce((best, row) => (draw(row) > draw(best) ? row : best));
  return joined(
    Int32Array.of(first),
    rows.filter((row) => row !== first),
  );
}
