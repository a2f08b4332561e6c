/** The joint-least-confidence strategy: images with joints whose heat map hardly rises. */

import { aggregateParameters } from "../shared/aggregate.ts";
import { defineStrategy } from "../shared/define-strategy.ts";
import { highestCell, mapOf } from "../shared/joints/maps-of.ts";
import { selectByJoints } from "../shared/joints/select-by-joints.ts";

/**
 * The value of a joint is 1 - max_x h(x), h its heat map: 0 where the map reaches the 1 that it is trained towards,
 * below 0 where it rises higher. The score of an item is the aggregate of its joints' values.
 */
export const jointLeastConfidence = defineStrategy({
  name: "joint-least-confidence",
  title: "Least confidence of joints",
  paper:
    "Lewis and Gale 1994, A Sequential Algorithm for Training Text Classifiers, arXiv cmp-lg/9407020; of joints as the " +
    "highest probability in Liu and Ferrari 2017, Active Learning for Human Pose Estimation, doi 10.1109/ICCV.2017.468",
  needs: ["heatMaps"],
  parameters: aggregateParameters("joints", "mean"),
  cost: "O(n j s + n log n) time for j joints of s cells, O(n) memory",
  avoidWhen: "joints are often out of the picture or hidden: their maps stay low however good the model is",
  prefix: true,
  scoresFall: true,
  work: ({ items, joints = 1, cells = 1 }) => items * (joints * cells + 50),
  memory: ({ items }) => 60 * items,
  async select({ heatMaps }, request, params, context) {
    return selectByJoints(heatMaps.joints, request, params, context, {
      words: "1 - peak",
      unit: "",
      operations: (heatMaps.height * heatMaps.width) / 10,
      value(item, joint) {
        const map = mapOf(heatMaps, item, joint);
        return 1 - map[highestCell(map)];
      },
    });
  },
});
