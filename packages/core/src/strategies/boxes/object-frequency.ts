/** The object-frequency strategy: images with many objects, of many classes. */

import { floorParameter } from "../shared/boxes/floor-parameter.ts";
import { foundObject } from "../shared/boxes/found-object.ts";
import { boxesAnItem, keptBoxes } from "../shared/boxes/kept-boxes.ts";
import { defineStrategy } from "../shared/define-strategy.ts";
import { grouped } from "../shared/grouped.ts";
import { stepper } from "../shared/pace.ts";
import { pacedValues } from "../shared/paced-values.ts";
import { topOf } from "../shared/select-top.ts";

/**
 * f_i = sum over the classes found in item i of 1 + penalty (n_ic - 1), n_ic the number of its boxes that are most likely
 * of class c: the first object of a class counts 1, each further one `penalty`. The score is f scaled from its range over
 * the candidates to [least, 1], and 1 where all are alike. An item without boxes has f = 0.
 */
export const objectFrequency = defineStrategy({
  name: "object-frequency",
  title: "Object frequency",
  paper:
    "Lightly, lightly/active_learning/scorers/detection.py (ScorerObjectDetection, object_frequency) of " +
    "github.com/lightly-ai/lightly",
  needs: ["detections"],
  parameters: [
    {
      name: "penalty",
      type: "number",
      default: 0.25,
      min: 0,
      max: 1,
      help: "what each further object of a class counts; 1 counts all alike",
    },
    { name: "least", type: "number", default: 0.9, min: 0, max: 1, help: "the score of the fewest objects" },
    floorParameter,
  ],
  cost: "O(m k + n log n) time for m boxes, O(n + k) memory",
  avoidWhen:
    "each box costs time: it asks for the most crowded images; or the detector keeps boxes of low scores: raise floor",
  prefix: true,
  scoresFall: true,
  work: ({ items, classes, boxes = 1 }) => items * (2 * boxes * classes + 50),
  memory: ({ items, classes }) => 60 * items + 8 * classes,
  async select({ detections }, request, { penalty, least, floor }, context) {
    const { probabilities } = detections;
    const counts = new Int32Array(probabilities.cols - 1);
    const found = new Int32Array(request.candidates.length);
    const kinds = new Int32Array(request.candidates.length);
    const frequencies = await pacedValues(
      request.candidates,
      (probabilities.cols / 10) * boxesAnItem(detections),
      (item, place) => {
        counts.fill(0);
        const boxes = keptBoxes(detections, item, floor);
        for (const box of boxes) counts[foundObject(probabilities, box).class] += 1;
        found[place] = boxes.length;
        kinds[place] = counts.reduce((sum, count) => sum + (count > 0 ? 1 : 0), 0);
        return kinds[place] + penalty * (boxes.length - kinds[place]);
      },
      stepper(context),
    );
    const fewest = frequencies.reduce((a, b) => Math.min(a, b));
    const most = frequencies.reduce((a, b) => Math.max(a, b));
    const scores = frequencies.map((f) =>
      most > fewest ? ((1 - least) / (most - fewest)) * (f - fewest) + least : 1,
    );
    return topOf(scores, request, (_score, place) => {
      if (found[place] === 0) return "no objects found";
      const objects = `${grouped(found[place])} object${found[place] === 1 ? "" : "s"}`;
      return `${objects} of ${kinds[place]} class${kinds[place] === 1 ? "" : "es"} found`;
    });
  },
});
