/** How alike a found and a true pose are. */

import type { FoundPoses, TruePoses } from "../../annotations.ts";
import { exponential } from "../../array/exponential.ts";

const EPSILON = 2 ** -52; // numpy.spacing(1)

/**
 * Object keypoint similarity of found pose d and true pose g: the mean over the joints with visibility above 0 of
 *
 *     exp(-distance^2 / (2 area (2 sigma)^2))
 *
 * in [0, 1]. Where the true pose has no such joint (a crowd, say), the mean is over all joints, each at its distance, along
 * x and along y, from the true box made three times as wide and as high about its centre; inside it the distance is 0.
 *
 * Source: `COCOeval.computeOks` of pycocotools 2.0; https://cocodataset.org/#keypoints-eval.
 *
 * @param sigmas (joints)
 */
export function jointSimilarity(
  truth: TruePoses,
  g: number,
  found: FoundPoses,
  d: number,
  sigmas: ArrayLike<number>,
): number {
  const joints = sigmas.length;
  const [x1, y1, x2, y2] = truth.corners.subarray(4 * g, 4 * g + 4);
  const anywhere = visibleJoints(truth, g, joints) === 0;
  let sum = 0;
  let counted = 0;
  for (let j = 0; j < joints; j += 1) {
    if (!anywhere && truth.visibility[g * joints + j] === 0) continue;
    const at = 2 * (g * joints + j);
    const x = found.points[2 * (d * joints + j)];
    const y = found.points[2 * (d * joints + j) + 1];
    const dx = anywhere ? outside(x, x1 - (x2 - x1), x1 + (x2 - x1) * 2) : x - truth.points[at];
    const dy = anywhere ? outside(y, y1 - (y2 - y1), y1 + (y2 - y1) * 2) : y - truth.points[at + 1];
    const variance = (sigmas[j] * 2) ** 2;
    sum += exponential(-((dx * dx + dy * dy) / variance / (truth.areas[g] + EPSILON) / 2));
    counted += 1;
  }
  return sum / counted;
}

/** The number of joints of pose g that were annotated. */
export function visibleJoints({ visibility }: TruePoses, g: number, joints: number): number {
  let count = 0;
  for (let j = 0; j < joints; j += 1) if (visibility[g * joints + j] > 0) count += 1;
  return count;
}

const outside = (value: number, low: number, high: number): number =>
  Math.max(0, low - value) + Math.max(0, value - high);
