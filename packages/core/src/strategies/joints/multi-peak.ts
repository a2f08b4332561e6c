/** The multi-peak strategy: images with joints whose heat map has several peaks of like height. */

import { exponential } from "../../array/exponential.ts";
import { naturalLog } from "../../array/natural-log.ts";
import { aggregateParameters } from "../shared/aggregate.ts";
import { defineStrategy } from "../shared/define-strategy.ts";
import { localMaxima } from "../shared/joints/local-maxima.ts";
import { mapOf } from "../shared/joints/maps-of.ts";
import { radiusParameter } from "../shared/joints/peak-parameters.ts";
import { selectByJoints } from "../shared/joints/select-by-joints.ts";

/**
 * Multiple peak entropy: the value of a joint is -sum_k q_k ln q_k in nats, q = softmax(sharpness * h_k) over the heights
 * h_k of the peaks of its heat map, in [0, ln peaks]. A peak is the highest cell within `radius` rows and columns; the
 * `peaks` highest count. The score of an item is the aggregate of its joints' values; the paper's is their sum, which
 * ranks as the mean does. Maps that end at 1 leave q nearly even: a sharpness of 10 or more lets the height decide.
 *
 * Departure: the code of arXiv 2210.06028, from which radius and peaks are taken, leaves out peaks within the radius of
 * the border of the map; here joints at the border count.
 */
export const multiPeak = defineStrategy({
  name: "multi-peak",
  title: "Multiple peak entropy",
  paper:
    "Liu and Ferrari 2017, Active Learning for Human Pose Estimation, doi 10.1109/ICCV.2017.468 (multiple peak " +
    "entropy); radius and number of peaks as in the code of Shukla et al. 2022, arXiv 2210.06028",
  needs: ["heatMaps"],
  parameters: [
    ...aggregateParameters("joints", "mean"),
    radiusParameter,
    {
      name: "peaks",
      type: "integer",
      default: 5,
      min: 2,
      max: 1000,
      help: "how many of the highest peaks count",
    },
    {
      name: "sharpness",
      type: "number",
      default: 1,
      min: 0,
      minExclusive: true,
      max: 1000,
      help: "what the heights are multiplied by before the softmax",
    },
  ],
  cost: "O(n j s r) time for j joints of s cells and a radius r, O(n) memory",
  avoidWhen: "several people are in one image: their joints are further peaks and no doubt",
  prefix: true,
  scoresFall: true,
  work: ({ items, joints = 1, cells = 1 }, { radius }) => items * (joints * cells * (4 + radius) + 50),
  memory: ({ items }) => 60 * items,
  async select({ heatMaps }, request, { aggregate, top, radius, peaks, sharpness }, context) {
    const { height, width } = heatMaps;
    return selectByJoints(heatMaps.joints, request, { aggregate, top }, context, {
      words: "peak entropy",
      unit: " nats",
      operations: (height * width * (4 + radius)) / 10,
      value(item, joint) {
        const map = mapOf(heatMaps, item, joint);
        const cells = localMaxima(map, height, width, radius, peaks);
        let [total, weighted] = [0, 0];
        for (const cell of cells) {
          const z = sharpness * (map[cell] - map[cells[0]]);
          const weight = exponential(z);
          total += weight;
          weighted += z * weight;
        }
        return naturalLog(total) - weighted / total;
      },
    });
  },
});
