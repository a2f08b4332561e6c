/** The metrics of a detector on the test part. */
import { evaluateBoxes, meanAveragePrecision, vocPrecision } from "@querent/core";
import type { FoundBoxes, TrueBoxes } from "@querent/core";
import { six, sixOrNull } from "../round-record.ts";
import type { Tested } from "../round-record.ts";
import type { WeightedMetric } from "./replay-subject.ts";

/**
 * The metric is Pascal VOC's mean average precision at an overlap of 0.5, at every recall; parts are those of each
 * class, null for a class without a box; the further figures are COCO's AP (`cocoAp`) and AP at 0.75 (`ap75`), null
 * where there was nothing to find. `weighted` is the metric with each image counted as often as told.
 *
 * @param truths and found: (images), entries i of the same image
 */
export function boxScores(
  truths: readonly TrueBoxes[],
  found: readonly FoundBoxes[],
  classes: number,
): { scores: Pick<Tested, "metric" | "parts" | "figures">; weighted: WeightedMetric } {
  const voc = vocPrecision(truths, found, classes);
  if (voc.mean === undefined)
    throw new Error(
      `The test part must have a box that counts; got ${truths.length} test images with none. ` +
        "Raise --test, or give a test part with boxes.",
    );
  const { ap, ap75 } = evaluateBoxes(truths, found, classes).scores;
  return {
    scores: {
      metric: six(voc.mean),
      parts: voc.perClass.map(sixOrNull),
      figures: { cocoAp: six(ap), ap75: six(ap75) },
    },
    weighted: (weights) => meanAveragePrecision(voc.matches, "every", weights),
  };
}
