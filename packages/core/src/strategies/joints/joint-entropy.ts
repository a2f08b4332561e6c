/** The joint-entropy strategy: images with joints that the model cannot place. */

import { aggregateParameters } from "../shared/aggregate.ts";
import { defineStrategy } from "../shared/define-strategy.ts";
import { mapEntropy } from "../shared/joints/map-entropy.ts";
import { mapOf } from "../shared/joints/maps-of.ts";
import { selectByJoints } from "../shared/joints/select-by-joints.ts";

/**
 * The value of a joint is -sum_x p_x ln p_x in nats, p the softmax over the cells x of its heat map times the sharpness,
 * in [0, ln cells]; the score of an item is the aggregate of its joints' values. The default, the mean of plain
 * softmaxes, is the entropy that Learning Loss is compared with. Maps that end at 1 leave a softmax nearly flat, close
 * below ln cells, and what lowers it is the sum of the map more than its height: a narrow, sure peak then scores above a
 * wide, doubtful one. A sharpness of 10 or more turns that round.
 */
export const jointEntropy = defineStrategy({
  name: "joint-entropy",
  title: "Entropy of heat maps",
  paper:
    "Shannon 1948, doi 10.1002/j.1538-7305.1948.tb01338.x; of the softmax over heat maps, averaged over joints, as the " +
    "baseline of Yoo and Kweon 2019, Learning Loss for Active Learning, arXiv 1905.03677, in its experiments on poses",
  needs: ["heatMaps"],
  parameters: [
    ...aggregateParameters("joints", "mean"),
    {
      name: "sharpness",
      type: "number",
      default: 1,
      min: 0,
      minExclusive: true,
      max: 1000,
      help: "what the maps are multiplied by before the softmax",
    },
  ],
  cost: "O(n j s + n log n) time for j joints of s cells, O(n) memory",
  avoidWhen:
    "maps end at 1 and sharpness is left at 1: narrow peaks count as doubt then; or joints are often out of the picture",
  prefix: true,
  scoresFall: true,
  work: ({ items, joints = 1, cells = 1 }) => items * (10 * joints * cells + 50),
  memory: ({ items }) => 60 * items,
  async select({ heatMaps }, request, { aggregate, top, sharpness }, context) {
    return selectByJoints(heatMaps.joints, request, { aggregate, top }, context, {
      words: "entropy",
      unit: " nats",
      operations: heatMaps.height * heatMaps.width,
      value: (item, joint) => mapEntropy(mapOf(heatMaps, item, joint), sharpness),
    });
  },
});
