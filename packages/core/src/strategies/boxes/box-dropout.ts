/** The box-dropout strategy: images with boxes on whose class dropout passes disagree. */

import { aggregateParameters } from "../shared/aggregate.ts";
import { floorParameter } from "../shared/boxes/floor-parameter.ts";
import { boxesAnItem, keptBoxes } from "../shared/boxes/kept-boxes.ts";
import { counterpart } from "../shared/boxes/overlap.ts";
import { selectByBoxes } from "../shared/boxes/select-by-boxes.ts";
import { defineStrategy } from "../shared/define-strategy.ts";
import { mutualInformation } from "../shared/disagreement/mutual-information.ts";

/**
 * Each box of the model without dropout is paired, in every one of K passes, with the box that overlaps it most; p_k are
 * that box's probabilities, or those of pure background where none overlaps it by `overlap` or more. The value of a box
 * is I = H(mean_k p_k) - mean_k H(p_k) in nats, in [0, ln min(K, classes + 1)]: high where each pass is sure of it and
 * the passes disagree, be it about its class or about whether it is there. The score of an item is the aggregate of its
 * boxes' values. An item without boxes scores 0, the least.
 *
 * Departure: Miller et al. group the boxes of all passes by their overlap; here the boxes without dropout gather them,
 * so that a box that some passes miss counts as doubt and not as a smaller group.
 */
export const boxDropout = defineStrategy({
  name: "box-dropout",
  title: "Disagreement of dropout passes on boxes",
  paper:
    "Miller, Nicholson, Dayoub and Sünderhauf 2018, Dropout Sampling for Robust Object Detection in Open-Set Conditions, " +
    "arXiv 1710.06677; the mutual information of Houlsby et al. 2011, arXiv 1112.5745, equation 2",
  needs: ["detections", "detectionPasses"],
  parameters: [
    ...aggregateParameters("boxes", "mean"),
    {
      name: "overlap",
      type: "number",
      default: 0.5,
      min: 0,
      minExclusive: true,
      max: 1,
      help: "the least intersection over union at which a box of a pass is the same box",
    },
    floorParameter,
  ],
  cost: "O(t (m^2 / n + m k) + n log n) time for t passes of m boxes, O(n + k t) memory",
  avoidWhen: "the network has no dropout, or the batch is large and the pool holds near-duplicates",
  prefix: true,
  scoresFall: true,
  work: ({ items, classes, members, boxes = 1 }) =>
    items * (members * boxes * (10 * boxes + 8 * classes) + 50),
  memory: ({ items, classes, members }) => 50 * items + 16 * classes * members,
  async select({ detections, detectionPasses }, request, params, context) {
    const { floor } = params;
    const classes = detections.probabilities.cols;
    const members = detectionPasses.length;
    const p = new Float64Array(classes * members);
    const entropies = new Float64Array(members);
    let [last, among]: [number, number[][]] = [-1, []];
    const boxesOfPasses = (item: number): number[][] => {
      if (item !== last) [last, among] = [item, detectionPasses.map((pass) => keptBoxes(pass, item, floor))];
      return among;
    };
    const { aggregate, top } = params;
    return selectByBoxes(detections, request, { aggregate, top, floor, weights: "equal" }, context, {
      words: "disagreement",
      unit: " nats",
      operations: members * (2 * classes + boxesAnItem(detections)),
      value(box, item) {
        const passes = boxesOfPasses(item);
        p.fill(0);
        detectionPasses.forEach((pass, k) => {
          const other = counterpart(detections, box, pass, passes[k]);
          if (other.box < 0 || other.overlap < params.overlap) p[(classes - 1) * members + k] = 1;
          else spread(pass.probabilities.data, other.box * classes, k);
        });
        return mutualInformation(p, classes, members, entropies);
      },
    });

    /** The probabilities that stand from `start`, scaled to sum to one, as member k. */
    function spread(data: Float32Array, start: number, k: number): void {
      let sum = 0;
      for (let c = 0; c < classes; c += 1) sum += data[start + c];
      for (let c = 0; c < classes; c += 1) p[c * members + k] = data[start + c] / sum;
    }
  },
});
