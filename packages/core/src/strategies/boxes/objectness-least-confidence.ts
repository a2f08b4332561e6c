/** The objectness-least-confidence strategy: images whose boxes are hardly found. */

import { floorParameter } from "../shared/boxes/floor-parameter.ts";
import { foundObject } from "../shared/boxes/found-object.ts";
import { boxesAnItem, keptBoxes } from "../shared/boxes/kept-boxes.ts";
import { defineStrategy } from "../shared/define-strategy.ts";
import { grouped, shortNumber } from "../shared/grouped.ts";
import { stepper } from "../shared/pace.ts";
import { pacedValues } from "../shared/paced-values.ts";
import { topOf } from "../shared/select-top.ts";

/**
 * score = 1 - mean_k s_k over the boxes k of an item, s_k the objectness of a box times the probability of its most likely
 * class given an object: the highest probability of its object classes, the background left out. In [0, 1]; 0 without
 * boxes, as in Lightly's code.
 */
export const objectnessLeastConfidence = defineStrategy({
  name: "objectness-least-confidence",
  title: "Objectness and least confidence",
  paper:
    "Lightly, lightly/active_learning/scorers/detection.py (ScorerObjectDetection, objectness_least_confidence) of " +
    "github.com/lightly-ai/lightly",
  needs: ["detections"],
  parameters: [floorParameter],
  cost: "O(m k + n log n) time for m boxes, O(n) memory",
  avoidWhen:
    "the detector keeps boxes of low scores: images with the most background have the highest score then; raise floor",
  prefix: true,
  scoresFall: true,
  work: ({ items, classes, boxes = 1 }) => items * (2 * boxes * classes + 50),
  memory: ({ items }) => 50 * items,
  async select({ detections }, request, { floor }, context) {
    const { probabilities } = detections;
    const counts = new Int32Array(request.candidates.length);
    const scores = await pacedValues(
      request.candidates,
      (probabilities.cols / 10) * boxesAnItem(detections),
      (item, place) => {
        const boxes = keptBoxes(detections, item, floor);
        counts[place] = boxes.length;
        if (boxes.length === 0) return 0;
        return (
          1 - boxes.reduce((sum, box) => sum + foundObject(probabilities, box).probability, 0) / boxes.length
        );
      },
      stepper(context),
    );
    return topOf(scores, request, (score, place) =>
      counts[place] === 0
        ? "no boxes found"
        : `mean box score ${shortNumber(1 - score)} of ${grouped(counts[place])} box${counts[place] === 1 ? "" : "es"}`,
    );
  },
});
