/** The box-least-confidence strategy: images with boxes whose most likely class is not likely. */

import { defineStrategy } from "../shared/define-strategy.ts";
import { backgroundParameter, boxDistribution, twoLargest } from "../shared/boxes/box-distribution.ts";
import { boxParameters, selectByBoxes } from "../shared/boxes/select-by-boxes.ts";

/**
 * The value of a box is 1 - max_c p_c over its object classes and the background, in [0, 1), or over the object
 * classes alone: a box that is surely background is no doubt. The score of an item is the aggregate of its boxes' values. An item without boxes scores 0,
 * the least.
 */
export const boxLeastConfidence = defineStrategy({
  name: "box-least-confidence",
  title: "Least confidence of boxes",
  paper:
    "Lewis and Gale 1994, A Sequential Algorithm for Training Text Classifiers, arXiv cmp-lg/9407020; of boxes as in Kao, " +
    "Lee, Sen and Liu 2018, Localization-Aware Active Learning for Object Detection, arXiv 1801.05124 (C)",
  needs: ["detections"],
  parameters: [...boxParameters("mean"), backgroundParameter],
  cost: "O(m k + n log n) time for m boxes, O(n) memory",
  avoidWhen:
    "images are alike: it takes near-duplicates; and aggregate=sum where each box costs time, as crowded images win",
  prefix: true,
  scoresFall: true,
  work: ({ items, classes, boxes = 1 }) => items * (2 * boxes * classes + 50),
  memory: ({ items }) => 50 * items,
  async select({ detections }, request, params, context) {
    const { probabilities } = detections;
    const distribution = boxDistribution(probabilities, params.background);
    return selectByBoxes(detections, request, params, context, {
      words: "1 - confidence",
      unit: "",
      operations: probabilities.cols / 10,
      value(box) {
        const [first] = twoLargest(distribution(box));
        return first > 0 ? 1 - first : 0;
      },
    });
  },
});
