/** The joint-flip-consistency strategy: images in which mirroring moves the joints that are found. */

import { aggregateParameters } from "../shared/aggregate.ts";
import { defineStrategy } from "../shared/define-strategy.ts";
import { decodedPeak } from "../shared/joints/decoded-peak.ts";
import { mapOf } from "../shared/joints/maps-of.ts";
import { selectByJoints } from "../shared/joints/select-by-joints.ts";

/**
 * The value of a joint is the distance in cells between the peaks of its heat map and of the map of the mirrored image,
 * mirrored back with left and right joints exchanged; each peak is the highest cell, moved by a quarter of a cell towards
 * its higher neighbours. The score of an item is the aggregate of its joints' values.
 */
export const jointFlipConsistency = defineStrategy({
  name: "joint-flip-consistency",
  title: "Consistency of joints when mirrored",
  paper:
    "The two maps of the flip test of Newell, Yang and Deng 2016, Stacked Hourglass Networks, arXiv 1603.06937; " +
    "disagreement with an augmented image as doubt: Gao et al. 2020, Consistency-based Semi-supervised Active Learning, " +
    "arXiv 1910.07153",
  needs: ["heatMaps", "flippedHeatMaps"],
  parameters: aggregateParameters("joints", "mean"),
  cost: "O(n j s + n log n) time for j joints of s cells, O(n) memory",
  avoidWhen: "the network was trained on few labels without mirroring: then all of its answers move",
  prefix: true,
  scoresFall: true,
  work: ({ items, joints = 1, cells = 1 }) => items * (2 * joints * cells + 50),
  memory: ({ items }) => 60 * items,
  async select({ heatMaps, flippedHeatMaps }, request, params, context) {
    const { height, width } = heatMaps;
    return selectByJoints(heatMaps.joints, request, params, context, {
      words: "move",
      unit: " cells",
      operations: (height * width) / 5,
      value(item, joint) {
        const [x, y] = decodedPeak(mapOf(heatMaps, item, joint), height, width);
        const [u, v] = decodedPeak(mapOf(flippedHeatMaps, item, joint), height, width);
        return Math.sqrt((x - u) * (x - u) + (y - v) * (y - v));
      },
    });
  },
});
