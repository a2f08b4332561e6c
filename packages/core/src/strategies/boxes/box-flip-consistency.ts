/** The box-flip-consistency strategy: images in which mirroring changes what is found. */

import { aggregateParameters } from "../shared/aggregate.ts";
import { floorParameter } from "../shared/boxes/floor-parameter.ts";
import { foundObject } from "../shared/boxes/found-object.ts";
import { boxesAnItem, keptBoxes } from "../shared/boxes/kept-boxes.ts";
import { counterpart } from "../shared/boxes/overlap.ts";
import { rowDivergence } from "../shared/boxes/row-divergence.ts";
import { selectByBoxes } from "../shared/boxes/select-by-boxes.ts";
import { defineStrategy } from "../shared/define-strategy.ts";

/**
 * Each box k is paired with the box k' of the mirrored image, mirrored back, that overlaps it most. Its consistency is
 * m_k = IoU + (P_k + P_k') / 2 (1 - JS), in [0, 2]: the overlap, the highest probabilities P of an object class, and the
 * Jensen-Shannon divergence in nats between their probabilities; 0 where no box overlaps it. The value of a box is
 * max(base, 2 - base) - |m_k - base|, never negative: the paper's base of 1.3 prefers boxes that are neither found alike
 * nor lost, as the lost ones are mostly no objects; base 0 prefers those that are lost. The score of an item is the
 * aggregate of its boxes' values, by default the highest, which is the paper's least |m_k - base|. An item without boxes
 * scores 0, the least.
 *
 * Departure: mirroring is the only augmentation, and the paper's second step, which evens out classes, is left to
 * +balanced; its code takes images without boxes first, compares a box that none overlaps with the first one found, and
 * cuts |m_k - base| off at 1.
 */
export const boxFlipConsistency = defineStrategy({
  name: "box-flip-consistency",
  title: "Consistency of boxes when mirrored",
  paper:
    "Yu, Zhu, Yang and Chen 2022, Consistency-based Active Learning for Object Detection (CALD), arXiv 2103.10374, with " +
    "its base point, and mirroring as its augmentation",
  needs: ["detections", "flippedDetections"],
  parameters: [
    ...aggregateParameters("boxes", "max"),
    {
      name: "base",
      type: "number",
      default: 1.3,
      min: 0,
      max: 2,
      help: "the consistency that is looked for: 0 when everything changes, 2 when nothing does and the model is sure",
    },
    floorParameter,
  ],
  cost: "O(m^2 / n + m k + n log n) time for m boxes, O(n) memory",
  avoidWhen: "left and right make a difference to the classes, as with letters or signs",
  prefix: true,
  scoresFall: true,
  work: ({ items, classes, boxes = 1 }) => items * (10 * boxes * boxes + 60 * boxes * classes + 50),
  memory: ({ items }) => 50 * items,
  async select({ detections, flippedDetections }, request, { aggregate, top, base, floor }, context) {
    const { probabilities } = detections;
    const flipped = flippedDetections.probabilities;
    let [last, among]: [number, number[]] = [-1, []];
    const mirrored = (item: number): number[] => {
      if (item !== last) [last, among] = [item, keptBoxes(flippedDetections, item, floor)];
      return among;
    };
    const params = { aggregate, top, floor, weights: "equal" } as const;
    return selectByBoxes(detections, request, params, context, {
      words: "nearness",
      unit: ` to a consistency of ${base}`,
      operations: 3 * probabilities.cols + boxesAnItem(flippedDetections),
      value(box, item) {
        const other = counterpart(detections, box, flippedDetections, mirrored(item));
        let consistency = 0;
        if (other.box >= 0) {
          const sure =
            (foundObject(probabilities, box).probability + foundObject(flipped, other.box).probability) / 2;
          const alike = 1 - rowDivergence(probabilities, box, flipped, other.box);
          consistency = other.overlap + sure * alike;
        }
        return Math.max(base, 2 - base) - Math.abs(consistency - base);
      },
    });
  },
});
