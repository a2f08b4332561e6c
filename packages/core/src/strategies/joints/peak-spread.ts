/** The peak-spread strategy: images with joints whose heat map is wide about its peak. */

import { aggregateParameters } from "../shared/aggregate.ts";
import { defineStrategy } from "../shared/define-strategy.ts";
import { highestCell, mapOf } from "../shared/joints/maps-of.ts";
import { selectByJoints } from "../shared/joints/select-by-joints.ts";

/**
 * The value of a joint is sqrt(sum_x w_x ||x - x*||^2 / sum_x w_x) in cells, x* the highest cell of its heat map, the
 * first of equals, and w_x the map where it is above 0, else 0: the root of the second moment about the peak. A map
 * without a value above 0 counts as an even one about its middle, sqrt((height^2 + width^2 - 2) / 12). The score of an
 * item is the aggregate of its joints' values.
 */
export const peakSpread = defineStrategy({
  name: "peak-spread",
  title: "Spread about the peak",
  paper:
    "The second moment of a heat map about its peak, as the covariances of Kumar et al. 2020, LUVLi Face Alignment, " +
    "arXiv 2004.02980, are taken from heat maps about their mean; as a query strategy our own",
  needs: ["heatMaps"],
  parameters: aggregateParameters("joints", "mean"),
  cost: "O(n j s + n log n) time for j joints of s cells, O(n) memory",
  avoidWhen: "maps do not fall to 0 away from joints: what is left there outweighs the peak",
  prefix: true,
  scoresFall: true,
  work: ({ items, joints = 1, cells = 1 }) => items * (4 * joints * cells + 50),
  memory: ({ items }) => 60 * items,
  async select({ heatMaps }, request, params, context) {
    const { height, width } = heatMaps;
    return selectByJoints(heatMaps.joints, request, params, context, {
      words: "spread",
      unit: " cells",
      operations: (height * width) / 5,
      value: (item, joint) => spreadOf(mapOf(heatMaps, item, joint), height, width),
    });
  },
});

function spreadOf(map: Float32Array, height: number, width: number): number {
  const peak = highestCell(map);
  if (!(map[peak] > 0)) return Math.sqrt((height * height + width * width - 2) / 12);
  const peakY = Math.floor(peak / width);
  const peakX = peak - peakY * width;
  let [total, moment] = [0, 0];
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const weight = map[y * width + x];
      if (!(weight > 0)) continue;
      total += weight;
      moment += weight * ((x - peakX) * (x - peakX) + (y - peakY) * (y - peakY));
    }
  }
  return Math.sqrt(moment / total);
}
