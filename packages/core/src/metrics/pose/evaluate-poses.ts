/** COCO's numbers for found poses. */

import type { FoundPoses, TruePoses } from "../../annotations.ts";
import { cocoThresholds, poseProtocol, type CocoProtocol } from "../detection/coco-protocol.ts";
import { collectMatches, type ImageObjects } from "../detection/collect-matches.ts";
import { countMatches, type PrecisionCurves } from "../detection/count-matches.ts";
import { checkThresholds } from "../detection/match-boxes.ts";
import { matchObjects } from "../detection/match-objects.ts";
import { meanPrecision, meanRecall, type Part } from "../detection/mean-over.ts";
import type { ObjectMatches } from "../detection/object-matches.ts";
import { checkPoses } from "./check-poses.ts";
import { jointSimilarity, visibleJoints } from "./joint-similarity.ts";

/**
 * COCO's ten: mean average precision (ap) and mean average recall (ar) over thresholds of the object keypoint similarity
 * unless the name says which. Medium: 32^2 to 96^2 square pixels, large: from 96^2. -1 where there was nothing to find,
 * and for 50 and 75 where 0.5 and 0.75 are not among the thresholds.
 */
export interface PoseScores {
  readonly ap: number;
  readonly ap50: number;
  readonly ap75: number;
  readonly apMedium: number;
  readonly apLarge: number;
  readonly ar: number;
  readonly ar50: number;
  readonly ar75: number;
  readonly arMedium: number;
  readonly arLarge: number;
}

export interface PoseEvaluation {
  readonly scores: PoseScores;
  readonly truths: number; // poses that count
  readonly curves: PrecisionCurves;
  readonly matches: ObjectMatches;
}

/** How poses are held against each other. */
export interface PoseOptions {
  /** Similarities that make a found pose right, ascending, each in (0, 1]; 0.5, 0.55, …, 0.95 by default. */
  readonly thresholds?: readonly number[];
}

/**
 * The ten numbers as pycocotools 2.0 computes them (`COCOeval(..., "keypoints")`), to rounding in the last places: as
 * `evaluateBoxes`, with `jointSimilarity` for the overlap, the 20 surest poses of an image, and true poses without any
 * annotated joint ignored, like crowds. The area of a found pose is that of the box around all its points.
 *
 * *Departure:* pycocotools reads the number of annotated joints from the file's `num_keypoints`; here joints with
 * visibility above 0 are counted. Where results have a `bbox` too, it takes a found pose's area from that.
 *
 * @param truths and found: (images), entries i of the same image
 * @param sigmas (joints), see `oksSigmas`
 * @throws when poses are not poses (see `checkPoses`), a sigma is not positive, or thresholds do not ascend in (0, 1]
 */
export function evaluatePoses(
  truths: readonly TruePoses[],
  found: readonly FoundPoses[],
  sigmas: ArrayLike<number>,
  { thresholds = cocoThresholds }: PoseOptions = {},
): PoseEvaluation {
  checkThresholds(thresholds);
  for (let j = 0; j < sigmas.length; j += 1)
    if (!(sigmas[j] > 0 && sigmas[j] < Infinity))
      throw new RangeError(`The sigma of joint ${j} must be positive; got ${sigmas[j]}.`);
  checkPoses(truths, found, sigmas.length);
  const images = truths.map((poses, i) => poseObjects(poses, found[i], sigmas));
  const matches = collectMatches(images, 1, poseProtocol(thresholds), matchObjects);
  const curves = countMatches(matches);
  return { scores: poseScores(curves, matches.protocol), truths: curves.truths[0], curves, matches };
}

/** The ten numbers from curves. */
export function poseScores(curves: PrecisionCurves, protocol: CocoProtocol): PoseScores {
  const ap = (part: Part = {}): number => meanPrecision(curves, protocol, part);
  const ar = (part: Part = {}): number => meanRecall(curves, protocol, part);
  return {
    ap: ap(),
    ap50: ap({ threshold: 0.5 }),
    ap75: ap({ threshold: 0.75 }),
    apMedium: ap({ area: "medium" }),
    apLarge: ap({ area: "large" }),
    ar: ar(),
    ar50: ar({ threshold: 0.5 }),
    ar75: ar({ threshold: 0.75 }),
    arMedium: ar({ area: "medium" }),
    arLarge: ar({ area: "large" }),
  };
}

function poseObjects(truth: TruePoses, found: FoundPoses, sigmas: ArrayLike<number>): ImageObjects {
  const joints = sigmas.length;
  return {
    truthClasses: new Int32Array(truth.count),
    truthAreas: truth.areas,
    ignored: truth.ignored.map((flag, g) => (visibleJoints(truth, g, joints) === 0 ? 1 : flag)),
    crowds: truth.crowds,
    foundClasses: new Int32Array(found.count),
    foundAreas: Float64Array.from({ length: found.count }, (_, d) =>
      areaAround(found.points.subarray(2 * joints * d, 2 * joints * (d + 1))),
    ),
    scores: found.scores,
    overlap: (d, g) => jointSimilarity(truth, g, found, d, sigmas),
  };
}

/** The area of the box around points, (joints, 2). */
function areaAround(points: Float64Array): number {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 0; i < points.length; i += 2) {
    left = Math.min(left, points[i]);
    right = Math.max(right, points[i]);
    top = Math.min(top, points[i + 1]);
    bottom = Math.max(bottom, points[i + 1]);
  }
  return (right - left) * (bottom - top);
}
