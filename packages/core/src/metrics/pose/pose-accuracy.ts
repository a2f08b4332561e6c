/** PCK, PCKh and the area under them, of all joints and of each. */

import type { FoundPoses, Skeleton, TruePoses } from "../../annotations.ts";
import { areaUnderPck, correctJoints } from "./correct-joints.ts";
import { jointErrors, type JointErrors } from "./joint-errors.ts";
import type { ReferenceLength } from "./reference-length.ts";

export interface PoseAccuracyOptions {
  readonly skeleton: Skeleton;
  /** What errors are measured in: `torso` or `box` for PCK, `head` for PCKh. */
  readonly reference: ReferenceLength;
  /** The error up to which a joint is right; 0.2 by default, 0.5 for `head`. */
  readonly alpha?: number;
}

/** Shares in [0, 1]; undefined where no joint could be counted. */
export interface PoseAccuracy {
  readonly alpha: number;
  readonly pck: number | undefined; // of all annotated joints together
  readonly meanOfJoints: number | undefined; // of `perJoint`, each joint counting the same
  readonly auc: number | undefined; // area under PCK from 0 to alpha, over alpha
  readonly perJoint: readonly (number | undefined)[];
  readonly aucPerJoint: readonly (number | undefined)[];
  readonly poses: number; // counted
  readonly withoutReference: number; // not counted: their reference length is not known or is zero
  readonly errors: JointErrors;
}

/**
 * PCK@alpha, the percentage (here a share) of correct keypoints: joints at most alpha reference lengths from where they
 * were annotated. With `head` it is PCKh (Andriluka et al. 2014, doi 10.1109/CVPR.2014.471). Only annotated joints
 * count (visibility above 0). A pose whose reference length cannot be told, because one of its two joints was not
 * annotated or both are at one place, is left out and counted in `withoutReference`.
 *
 * @param truths and found: (images), entries i of the same image; pose i found answers pose i annotated
 * @throws as `jointErrors`, and when alpha is not a positive number
 */
export function poseAccuracy(
  truths: readonly TruePoses[],
  found: readonly FoundPoses[],
  { skeleton, reference, alpha = reference === "head" ? 0.5 : 0.2 }: PoseAccuracyOptions,
): PoseAccuracy {
  if (!(alpha > 0 && alpha < Infinity))
    throw new RangeError(`alpha must be a positive number of reference lengths; got ${alpha}.`);
  const errors = jointErrors(truths, found, skeleton, reference);
  const perJoint = skeleton.joints.map((_, joint) => correctJoints(errors, alpha, { joint }));
  const known = perJoint.filter((share) => share !== undefined);
  return {
    alpha,
    pck: correctJoints(errors, alpha),
    meanOfJoints:
      known.length === 0 ? undefined : known.reduce((sum, share) => sum + share, 0) / known.length,
    auc: areaUnderPck(errors, alpha),
    perJoint,
    aucPerJoint: skeleton.joints.map((_, joint) => areaUnderPck(errors, alpha, { joint })),
    poses: errors.poses,
    withoutReference: errors.withoutReference,
    errors,
  };
}
