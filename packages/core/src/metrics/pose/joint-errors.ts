/** How far found joints are from true ones, in units of the person's own size. */

import type { FoundPoses, Skeleton, TruePoses } from "../../annotations.ts";
import { checkPoses } from "./check-poses.ts";
import { referenceLength, type ReferenceLength } from "./reference-length.ts";

/** The errors of all joints, kept so that shares can be counted again for any choice of images. */
export interface JointErrors {
  readonly joints: number;
  readonly poses: number; // those with a reference length
  readonly images: Int32Array; // (poses), the image of each
  /** (poses, joints), distance over reference length; NaN for a joint that was not annotated. */
  readonly errors: Float64Array;
  /** Poses left out since their reference length is not known or is zero. */
  readonly withoutReference: number;
}

/**
 * |found - true| / reference length for every annotated joint of every true pose. Pose i found in an image answers
 * pose i annotated in it: where the person is, is given, as in the evaluations of LSP, FLIC and MPII. Ignored poses and
 * joints with visibility 0 play no part.
 *
 * @throws as `checkPoses` and `referenceLength`, and when an image has another number of found poses than of true ones
 */
export function jointErrors(
  truths: readonly TruePoses[],
  found: readonly FoundPoses[],
  skeleton: Skeleton,
  reference: ReferenceLength,
): JointErrors {
  const joints = skeleton.joints.length;
  checkPoses(truths, found, joints);
  const lengthOf = referenceLength(reference, skeleton);
  const images: number[] = [];
  const errors: number[] = [];
  let withoutReference = 0;
  truths.forEach((truth, i) => {
    if (found[i].count !== truth.count)
      throw new RangeError(
        `Image ${i} must have one found pose for each true one, in the same order; got ${found[i].count} for ${truth.count}.`,
      );
    for (let g = 0; g < truth.count; g += 1) {
      if (truth.ignored[g] === 1 || truth.crowds[g] === 1) continue;
      const length = lengthOf(truth, g);
      if (length === undefined) {
        withoutReference += 1;
        continue;
      }
      images.push(i);
      for (let j = g * joints; j < (g + 1) * joints; j += 1) {
        const dx = found[i].points[2 * j] - truth.points[2 * j];
        const dy = found[i].points[2 * j + 1] - truth.points[2 * j + 1];
        errors.push(truth.visibility[j] === 0 ? NaN : Math.sqrt(dx * dx + dy * dy) / length);
      }
    }
  });
  return {
    joints,
    poses: images.length,
    images: Int32Array.from(images),
    errors: Float64Array.from(errors),
    withoutReference,
  };
}
