/** The box-margin strategy: images with boxes whose two most likely classes are close. */

import { defineStrategy } from "../shared/define-strategy.ts";
import { backgroundParameter, boxDistribution, twoLargest } from "../shared/boxes/box-distribution.ts";
import { boxParameters, selectByBoxes } from "../shared/boxes/select-by-boxes.ts";

/**
 * The value of a box is 1 - (p_(1) - p_(2)), p_(1) and p_(2) the two largest of the probabilities of its object classes
 * and the background, in [0, 1], or of the object classes alone, and 0 where it is surely background; the score of an item is the aggregate of its boxes' values. An item without boxes
 * scores 0, the least.
 *
 * Departure: Brust et al. square the value; where one box decides (aggregate=max) that changes no order.
 */
export const boxMargin = defineStrategy({
  name: "box-margin",
  title: "Margin of boxes",
  paper:
    "Brust, Käding and Denzler 2019, Active Learning for Deep Object Detection, arXiv 1809.09875 (1-vs-2; sum, average " +
    "and maximum over boxes)",
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
      words: "1 - margin",
      unit: "",
      operations: probabilities.cols / 10,
      value(box) {
        const [first, second] = twoLargest(distribution(box));
        return first > 0 ? 1 - (first - second) : 0;
      },
    });
  },
});
