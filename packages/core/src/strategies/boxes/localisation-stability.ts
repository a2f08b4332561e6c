/** The localisation-stability strategy: images whose boxes move when noise is added. */

import { floorParameter } from "../shared/boxes/floor-parameter.ts";
import { foundObject } from "../shared/boxes/found-object.ts";
import { boxesAnItem, keptBoxes } from "../shared/boxes/kept-boxes.ts";
import { counterpart } from "../shared/boxes/overlap.ts";
import { defineStrategy } from "../shared/define-strategy.ts";
import { grouped, shortNumber } from "../shared/grouped.ts";
import { stepper } from "../shared/pace.ts";
import { pacedValues } from "../shared/paced-values.ts";
import { topOf } from "../shared/select-top.ts";

/**
 * With P_k the highest probability of an object class of box k, the stability of a box is the mean over N noise levels of
 * its overlap with the box that overlaps it most at that level, and
 * S = sum_k P_k stability_k / sum_k P_k, U = max_k (1 - P_k): score = 1 - S + classWeight * U, in [0, 1 + classWeight].
 * classWeight = 1 is the paper's LS+C, which takes the highest U - lambda S with lambda = 1; 0 is LS alone. The paper's
 * levels are six, Gaussian noise of standard deviation 8, 16, …, 48 of 255. An item without boxes, or whose P_k are all
 * 0, scores 0, the least.
 *
 * Departure: the published code of arXiv 2103.10374 gives images without boxes the middle of its range, and looks at
 * 30 boxes of an image.
 */
export const localisationStability = defineStrategy({
  name: "localisation-stability",
  title: "Localisation stability",
  paper:
    "Kao, Lee, Sen and Liu 2018, Localization-Aware Active Learning for Object Detection, arXiv 1801.05124 " +
    "(LS and LS+C)",
  needs: ["detections", "noisyDetections"],
  parameters: [
    {
      name: "classWeight",
      type: "number",
      default: 1,
      min: 0,
      max: 100,
      help: "weight of the doubt about classes, the highest 1 - P of a box, beside that about places",
    },
    floorParameter,
  ],
  cost: "O(m^2 N / n + n log n) time for m boxes and N noise levels, O(n) memory",
  avoidWhen:
    "N + 1 passes over the pool are too dear; or the detector was trained with noise as augmentation",
  prefix: true,
  scoresFall: true,
  work: ({ items, members, boxes = 1 }) => items * (10 * boxes * boxes * members + 50),
  memory: ({ items }) => 60 * items,
  async select({ detections, noisyDetections }, request, { classWeight, floor }, context) {
    const { probabilities } = detections;
    const many = boxesAnItem(detections);
    const counts = new Int32Array(request.candidates.length);
    const stability = new Float64Array(request.candidates.length);
    const scores = await pacedValues(
      request.candidates,
      many * many * noisyDetections.length,
      (item, place) => {
        const boxes = keptBoxes(detections, item, floor);
        const shaken = noisyDetections.map((noisy) => keptBoxes(noisy, item, floor));
        counts[place] = boxes.length;
        let [weights, kept, doubt] = [0, 0, 0];
        for (const box of boxes) {
          const { probability } = foundObject(probabilities, box);
          let overlaps = 0;
          noisyDetections.forEach((noisy, level) => {
            overlaps += counterpart(detections, box, noisy, shaken[level]).overlap;
          });
          weights += probability;
          kept += probability * (overlaps / noisyDetections.length);
          doubt = Math.max(doubt, 1 - probability);
        }
        if (!(weights > 0)) return 0;
        stability[place] = kept / weights;
        return 1 - stability[place] + classWeight * doubt;
      },
      stepper(context),
    );
    return topOf(scores, request, (score, place) => {
      if (counts[place] === 0) return "no boxes found";
      const [boxes, whose] = counts[place] === 1 ? ["box keeps", "its"] : ["boxes keep", "their"];
      const kept = shortNumber(100 * stability[place]);
      return `${grouped(counts[place])} ${boxes} ${kept} % of ${whose} place under noise, score ${shortNumber(score)}`;
    });
  },
});
