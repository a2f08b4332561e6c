/** The metrics of a pose network on the test part. */
import { correctJoints, poseAccuracy, usualReference } from "@querent/core";
import type { FoundPoses, Skeleton, TruePoses } from "@querent/core";
import { six, sixOrNull } from "../round-record.ts";
import type { Tested } from "../round-record.ts";
import type { WeightedMetric } from "./replay-subject.ts";

/**
 * The metric is PCK@0.2 of all annotated joints together, in lengths of the torso, or, for a skeleton
 * without shoulders and hips, of the longer side of the person's box; parts are that of each joint, null
 * for one that no image has; the further figures are PCK@0.1 (`pck01`) and the area under PCK from 0 to 0.2 (`auc`).
 * `weighted` is the metric with each pose counted as often as told.
 *
 * @param truths and found: (images), entries i of the same image, one pose each
 * @throws when no pose has a length to measure in
 */
export function jointScores(
  truths: readonly TruePoses[],
  found: readonly FoundPoses[],
  skeleton: Skeleton,
): { scores: Pick<Tested, "metric" | "parts" | "figures">; weighted: WeightedMetric } {
  const { pck, auc, perJoint, errors, alpha } = poseAccuracy(truths, found, {
    skeleton,
    reference: usualReference(skeleton),
  });
  if (pck === undefined)
    throw new Error(
      `The test part must have a pose whose left shoulder and right hip are annotated; got ${truths.length} poses ` +
        "with none. Raise --test, or give a test part with whole poses.",
    );
  return {
    scores: {
      metric: six(pck),
      parts: perJoint.map(sixOrNull),
      figures: { pck01: sixOrNull(correctJoints(errors, 0.1)), auc: sixOrNull(auc) },
    },
    weighted: (weights) => correctJoints(errors, alpha, { weights }),
  };
}
