/** The k-means++ strategy: items drawn in proportion to their squared distance from what is labelled or picked. */

import { takeRows } from "../../array/matrix.ts";
import { plusPlus } from "../../clustering/plus-plus.ts";
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
  memory: ({ items, dimensions, labelled }) => 60 * items + 4 * labelled * dimensions,
  async select({ embeddings }, { ids, key, labelled, candidates, batchSize }, _params, context) {
    const kernels = context?.kernels ?? plainKernels;
    const n = candidates.length;
    const whole = labelled.length + batchSize;
    const centre = new Int32Array(n).fill(-1); // the nearest so far, a row
    const squared = new Float64Array(n).fill(Infinity);
    if (labelled.length > 0) {
      const step = stepper(context, 0, labelled.length / whole);
      const found = await kernels.nearest(embeddings, candidates, takeRows(embeddings, labelled), step);
      squared.set(found.squared);
      centre.set(found.places.map((place) => labelled[place]));
    }

    let drawn = 0;
    let farthest = 0;
    const before = new Map<number, number>(); // place to the centre it was nearest to when drawn
    async function distancesTo(place: number): Promise<Float64Array> {
      before.set(place, centre[place]);
      const own = takeRows(embeddings, [candidates[place]]);
      const from = (labelled.length + drawn) / whole;
      const step = stepper(context, from, (labelled.length + drawn + 1) / whole);
      const distances = await kernels.distances(embeddings, candidates, own, step);
      if (drawn === 0) for (const distance of distances) farthest = Math.max(farthest, distance);
      drawn += 1;
      for (let i = 0; i < n; i += 1) {
        if (distances[i] >= squared[i]) continue;
        squared[i] = distances[i];
        centre[i] = candidates[place];
      }
      return distances;
    }

    const centres = labelled.length > 0 ? squared.slice() : undefined;
    const { places, squared: weights } = await plusPlus({
      items: n,
      count: batchSize,
      centres,
      distancesTo,
      key,
    });
    if (labelled.length === 0 && batchSize === 1) await distancesTo(places[0]); // for its score
    await stepper(context)(1);
    const isLabelled = new Set(labelled);
    const scores = weights.map((weight) => Math.sqrt(weight === Infinity ? farthest : weight));
    const why = Array.from(places, (place, b) => {
      const near = before.get(place) ?? centre[place];
      if (b === 0 && labelled.length === 0) return "drawn at random: nothing is labelled yet";
      const kind = isLabelled.has(near) ? "labelled item" : "item already in this batch";
      return `drawn by squared distance, ${shortNumber(scores[b])} from its nearest ${kind} (${ids[near]})`;
    });
    return { picks: places.map((place) => candidates[place]), scores, why };
  },
});
