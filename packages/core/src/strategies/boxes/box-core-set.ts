/** The box-core-set strategy: images whose boxes look unlike those of every labelled or picked image. */

import { joined } from "../../array/joined.ts";
import { plainKernels } from "../../kernels/plain-kernels.ts";
import { split, uniformFor } from "../../random/key.ts";
import { floorParameter } from "../shared/boxes/floor-parameter.ts";
import { pooledBoxes } from "../shared/boxes/pooled-boxes.ts";
import { defineStrategy } from "../shared/define-strategy.ts";
import { firstByDraw } from "../shared/first-by-draw.ts";
import { grouped, shortNumber } from "../shared/grouped.ts";
import { stepper } from "../shared/pace.ts";

/**
 * k-center greedy, u = argmax_{i not in s} min_{j in s} ||x_i - x_j||, s <- s + u, beginning from the labelled items, on
 * x_i = the mean of the features of the boxes of item i, and zeros without boxes: so what is covered are the objects that
 * are found, not their surroundings. The score of a pick is its distance when it was chosen, and scores never rise. When
 * nothing is labelled the first pick is random by key.
 *
 * Departure: the paper knows images of one class only, and takes the features of the whole image: core-set does.
 */
export const boxCoreSet = defineStrategy({
  name: "box-core-set",
  title: "Core-set of boxes (k-center greedy)",
  paper:
    "Sener and Savarese 2018, Active Learning for CNNs: A Core-Set Approach, arXiv 1708.00489, algorithm 1, on pooled " +
    "features of boxes",
  needs: ["detections", "boxEmbeddings"],
  parameters: [floorParameter],
  cost: "O(m d + n d (labelled + b)) time for m boxes, O(n d) memory",
  avoidWhen: "the detector finds little yet: it covers false boxes, and images without boxes are all alike",
  prefix: true,
  scoresFall: true,
  work: ({ items, dimensions, labelled, batch, boxes = 1 }) =>
    dimensions * ((items + labelled) * boxes + items * (labelled + batch)),
  memory: ({ items, labelled, dimensions }) => (items + labelled) * (4 * dimensions + 48),
  async select({ detections, boxEmbeddings }, request, { floor }, context) {
    const { ids, key, labelled, candidates, batchSize } = request;
    const kernels = context?.kernels ?? plainKernels;
    const { pooled, counts } = await pooledBoxes(
      detections,
      boxEmbeddings,
      joined(candidates, labelled),
      floor,
      kernels.matrix,
      stepper(context, 0, 0.2),
    );
    const isFirst = labelled.length === 0;
    const order = isFirst
      ? firstByDraw(candidates, (row) => uniformFor(split(key, "first-centre"), ids[row]))
      : candidates;
    const step = stepper(context, 0.2, 1);
    const { places, squared, nearest } = await kernels.farthestFirst(
      pooled,
      order,
      labelled,
      batchSize,
      step,
    );
    const picks = places.map((place) => order[place]);
    const scores = squared.map(Math.sqrt);
    const isLabelled = new Set(labelled);
    const why = Array.from(picks, (pick, b) => {
      const count = counts[pick];
      const boxes = count === 0 ? "no boxes" : `${grouped(count)} box${count === 1 ? "" : "es"}`;
      if (isFirst && b === 0) return `drawn at random: nothing is labelled yet; ${boxes} found`;
      const kind = isLabelled.has(nearest[b]) ? "labelled item" : "item already in this batch";
      return `${boxes} found, ${shortNumber(scores[b])} from those of its nearest ${kind} (${ids[nearest[b]]})`;
    });
    return { picks, scores, why };
  },
});
