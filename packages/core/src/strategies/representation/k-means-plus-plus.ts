/** The k-means++ strategy: items drawn in proportion to their squared distance from what is labelled or picked. */

import { takeRows } from "../../array/matrix.ts";
import { plusPlus, type Lower } from "../../clustering/plus-plus.ts";
import { runningNearest } from "../../clustering/running-nearest.ts";
import type { Step } from "../../kernels/contract.ts";
import { plainKernels } from "../../kernels/plain-kernels.ts";
import { defineStrategy } from "../shared/define-strategy.ts";
import { shortNumber } from "../shared/grouped.ts";
import { stepper } from "../shared/pace.ts";

/**
 * Each pick is drawn with probability D(x)^2 / sum D^2, D(x) = min_{j labelled or picked} ||x - x_j||. The score of a
 * pick is D at the moment it was drawn. When nothing is labelled the first pick is uniform, and its score is the
 * distance to the farthest candidate. When every item left lies on a centre they come in a random order by key.
 */
export const kMeansPlusPlus = defineStrategy({
  name: "k-means-plus-plus",
  title: "k-means++ (D^2 sampling)",
  paper: "Arthur and Vassilvitskii 2007, k-means++: The Advantages of Careful Seeding, section 2.2",
  needs: ["embeddings"],
  parameters: [],
  cost: "O(n d (labelled + b)) time, O(n) memory beside the embeddings",
  avoidWhen: "the same picks are wanted for any key: it is a random draw, and another key draws others",
  prefix: true,
  work: ({ items, dimensions, labelled, batch }) => items * dimensions * (labelled + batch),
  memory: ({ items, dimensions, labelled }) => 80 * items + 4 * labelled * dimensions,
  async select({ embeddings }, { ids, key, labelled, candidates, batchSize }, _params, context) {
    const kernels = context?.kernels ?? plainKernels;
    const pace = stepper(context);
    const whole = labelled.length + batchSize;
    const part = (from: number, to: number): Step => stepper(context, from / whole, to / whole);
    const isFresh = labelled.length === 0;
    const first = isFresh
      ? undefined
      : {
          centres: labelled,
          ...(await kernels.nearest(
            embeddings,
            candidates,
            takeRows(embeddings, labelled),
            part(0, labelled.length),
          )),
        };
    const near = runningNearest(embeddings, candidates, kernels, first);

    let farthest = 0; // from the first pick
    const before: number[] = []; // the centre that each pick was nearest to when it was drawn
    async function approach(place: number, lower: Lower): Promise<void> {
      before.push(near.centres[near.places[place]]);
      const done = labelled.length + before.length - 1;
      await near.add(candidates[place], part(done, done + 1), lower);
      if (before.length === 1) farthest = near.squared.reduce((a, b) => Math.max(a, b), 0);
    }

    const { places, squared } = await plusPlus({
      items: candidates.length,
      count: batchSize,
      centres: first?.squared,
      approach,
      key,
    });
    await approach(places[batchSize - 1], () => {}); // drawing did not need the last one's
    await pace(1);
    const isLabelled = new Set(labelled);
    const scores = squared.map((weight) => Math.sqrt(weight === Infinity ? farthest : weight));
    const why = Array.from(scores, (score, b) => {
      if (b === 0 && isFresh) return "drawn at random: nothing is labelled yet";
      const kind = isLabelled.has(before[b]) ? "labelled item" : "item already in this batch";
      return `drawn by squared distance, ${shortNumber(score)} from its nearest ${kind} (${ids[before[b]]})`;
    });
    return { picks: places.map((place) => candidates[place]), scores, why };
  },
});
