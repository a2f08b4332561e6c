/** The joint-margin strategy: images with joints that could be in either of two places. */

import { aggregateParameters } from "../shared/aggregate.ts";
import { defineStrategy } from "../shared/define-strategy.ts";
import { localMaxima } from "../shared/joints/local-maxima.ts";
import { mapOf } from "../shared/joints/maps-of.ts";
import { radiusParameter } from "../shared/joints/peak-parameters.ts";
import { selectByJoints } from "../shared/joints/select-by-joints.ts";

/**
 * The value of a joint is 1 - (h_(1) - h_(2)), h_(1) and h_(2) the heights of the two highest peaks of its heat map, 0
 * where there is none or it is below 0; a peak is the highest cell within `radius` rows and columns. The score of an item
 * is the aggregate of its joints' values.
 *
 * Departure: the code of arXiv 2311.05041 leaves out peaks within five cells of the border of the map.
 */
export const jointMargin = defineStrategy({
  name: "joint-margin",
  title: "Margin of peaks",
  paper:
    "Scheffer, Decomain and Wrobel 2001, Active Hidden Markov Models for Information Extraction, doi " +
    "10.1007/3-540-44816-0_31; between the peaks of heat maps as in Taketsugu and Ukita 2024, arXiv 2311.05041 (its code)",
  needs: ["heatMaps"],
  parameters: [...aggregateParameters("joints", "mean"), radiusParameter],
  cost: "O(n j s r) time for j joints of s cells and a radius r, O(n) memory",
  avoidWhen: "several people are in one image: the other's joint is a second peak and no doubt",
  prefix: true,
  scoresFall: true,
  work: ({ items, joints = 1, cells = 1 }, { radius }) => items * (joints * cells * (4 + radius) + 50),
  memory: ({ items }) => 60 * items,
  async select({ heatMaps }, request, { aggregate, top, radius }, context) {
    const { height, width } = heatMaps;
    return selectByJoints(heatMaps.joints, request, { aggregate, top }, context, {
      words: "1 - margin of peaks",
      unit: "",
      operations: (height * width * (4 + radius)) / 10,
      value(item, joint) {
        const map = mapOf(heatMaps, item, joint);
        const [first, second] = localMaxima(map, height, width, radius, 2);
        return 1 - (Math.max(0, map[first]) - (second === undefined ? 0 : Math.max(0, map[second])));
      },
    });
  },
});
