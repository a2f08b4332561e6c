/** The box-entropy strategy: images with boxes whose class the model cannot tell. */

import { entropyTerm } from "../../array/entropy-term.ts";
import { defineStrategy } from "../shared/define-strategy.ts";
import { backgroundParameter, boxDistribution } from "../shared/boxes/box-distribution.ts";
import { boxParameters, selectByBoxes } from "../shared/boxes/select-by-boxes.ts";

/**
 * The value of a box is -sum_c p_c ln p_c in nats over the object classes and the background, in [0, ln (classes + 1)],
 * or over the object classes alone; the score of an item is the aggregate of its boxes' values. The default, the mean over all boxes, is the entropy that
 * Learning Loss is compared with. An item without boxes scores 0, the least.
 */
export const boxEntropy = defineStrategy({
  name: "box-entropy",
  title: "Entropy of boxes",
  paper:
    "Shannon 1948, doi 10.1002/j.1538-7305.1948.tb01338.x; averaged over the boxes of an image as the baseline of Yoo " +
    "and Kweon 2019, Learning Loss for Active Learning, arXiv 1905.03677, in its experiments on detection",
  needs: ["detections"],
  parameters: [...boxParameters("mean"), backgroundParameter],
  cost: "O(m k + n log n) time for m boxes, O(n) memory",
  avoidWhen:
    "images are alike: it takes near-duplicates; and aggregate=sum where each box costs time, as crowded images win",
  prefix: true,
  scoresFall: true,
  work: ({ items, classes, boxes = 1 }) => items * (20 * boxes * classes + 50),
  memory: ({ items }) => 50 * items,
  async select({ detections }, request, params, context) {
    const { probabilities } = detections;
    const distribution = boxDistribution(probabilities, params.background);
    return selectByBoxes(detections, request, params, context, {
      words: "entropy",
      unit: " nats",
      operations: probabilities.cols,
      value: (box) => distribution(box).reduce((sum, p) => sum + entropyTerm(p), 0),
    });
  },
});
