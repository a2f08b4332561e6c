/** The share of joints that were found closely enough. */

import type { JointErrors } from "./joint-errors.ts";

/**
 * PCK at alpha: #{joints with error <= alpha} / #{annotated joints}, over all joints or over one; undefined where none
 * was annotated.
 *
 * @param weights (images), how many times an image counts (for a bootstrap); all 1 by default
 */
export function correctJoints(
  { joints, poses, images, errors }: JointErrors,
  alpha: number,
  { joint, weights }: { readonly joint?: number; readonly weights?: ArrayLike<number> } = {},
): number | undefined {
  let right = 0;
  let all = 0;
  for (let p = 0; p < poses; p += 1) {
    const weight = weights === undefined ? 1 : weights[images[p]];
    for (let j = joint ?? 0; j < (joint === undefined ? joints : joint + 1); j += 1) {
      const error = errors[p * joints + j];
      if (Number.isNaN(error)) continue;
      all += weight;
      if (error <= alpha) right += weight;
    }
  }
  return all === 0 ? undefined : right / all;
}

const STEPS = 50;

/**
 * The area under PCK over alphas from 0 to `upTo`, over `upTo`: by the trapezoidal rule at fifty equal steps (0, 0.01, …,
 * 0.5 for PCKh, as MPII has it).
 */
export function areaUnderPck(
  errors: JointErrors,
  upTo: number,
  part: { readonly joint?: number; readonly weights?: ArrayLike<number> } = {},
): number | undefined {
  let sum = 0;
  for (let i = 0; i <= STEPS; i += 1) {
    const share = correctJoints(errors, (i * upTo) / STEPS, part);
    if (share === undefined) return undefined;
    sum += (i === 0 || i === STEPS ? 0.5 : 1) * share;
  }
  return sum / STEPS;
}
