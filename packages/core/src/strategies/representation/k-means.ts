/** The k-means strategy: the item nearest the middle of each of as many clusters as there are picks. */

import { expectedIterations, kMeans } from "../../clustering/k-means.ts";
import { plainKernels } from "../../kernels/plain-kernels.ts";
import { defineStrategy } from "../shared/define-strategy.ts";
import { grouped, shortNumber } from "../shared/grouped.ts";
import { stepper } from "../shared/pace.ts";

/**
 * The candidates are clustered into b clusters, minimising sum_i ||x_i - c_a(i)||^2, and the item nearest each centre is
 * picked, largest cluster first. score = items in the cluster. Where there are fewer different items than clusters, the
 * batch is filled with those nearest their centres, score 0.
 */
export const kMeansStrategy = defineStrategy({
  name: "k-means",
  title: "k-means",
  paper:
    "Lloyd 1982, doi 10.1109/TIT.1982.1056489, from the seeds of Arthur and Vassilvitskii 2007; to choose what to " +
    "label: Pourahmadi, Nooralinejad and Pirsiavash 2021, arXiv 2110.12033",
  needs: ["embeddings"],
  parameters: [],
  cost: "O(n d b) time at most an iteration, of which there are at most 100; O(n + b d) memory beside the embeddings",
  avoidWhen: "much is labelled already: it does not look at what is labelled, and may pick the same again",
  scoresFall: true,
  work: ({ items, dimensions, batch }) => items * dimensions * batch * (1 + expectedIterations(items, batch)),
  memory: ({ items, dimensions, batch }) => 170 * items + 16 * batch * dimensions,
  async select({ embeddings }, { candidates, batchSize, key }, _params, context) {
    const kernels = context?.kernels ?? plainKernels;
    const { assignment, squared } = await kMeans(
      embeddings,
      candidates,
      batchSize,
      key,
      kernels,
      stepper(context),
    );
    const sizes = new Int32Array(batchSize);
    const nearest = new Int32Array(batchSize).fill(-1); // places
    for (let i = 0; i < candidates.length; i += 1) {
      const c = assignment[i];
      sizes[c] += 1;
      if (nearest[c] < 0 || squared[i] < squared[nearest[c]]) nearest[c] = i;
    }
    const order = Array.from(sizes.keys()).filter((c) => sizes[c] > 0);
    order.sort((a, b) => sizes[b] - sizes[a] || a - b);
    const taken = new Set(order.map((c) => nearest[c]));
    const fill = Array.from(candidates.keys())
      .filter((place) => !taken.has(place))
      .sort((a, b) => squared[a] - squared[b] || a - b)
      .slice(0, batchSize - order.length);
    const distance = (place: number): string => shortNumber(Math.sqrt(squared[place]));
    return {
      picks: Int32Array.from([...taken, ...fill], (place) => candidates[place]),
      scores: Float64Array.from([...order.map((c) => sizes[c]), ...fill.map(() => 0)]),
      why: [
        ...order.map(
          (c, rank) =>
            `nearest the middle of a cluster of ${grouped(sizes[c])} items, ${distance(nearest[c])} away; ` +
            `cluster ${grouped(rank + 1)} of ${grouped(order.length)} by size`,
        ),
        ...fill.map(
          (place) =>
            `fills up the batch: there are only ${grouped(order.length)} clusters, and it is ` +
            `${distance(place)} from the middle of its own`,
        ),
      ],
    };
  },
});
