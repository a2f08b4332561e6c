/** How many labels a learning curve needs to reach a target. */

import { checkCurve, type CurvePoint } from "../metrics/area-under-budget-curve.ts";

/**
 * The labels at which the curve first reaches `target`, by linear interpolation between its points; undefined when it
 * never does. A curve that begins at or above the target gives its first budget, which is an upper bound.
 *
 * @param curve at least one point, labels strictly increasing
 */
export function labelsToReach(curve: readonly CurvePoint[], target: number): number | undefined {
  checkCurve(curve, 1);
  const at = curve.findIndex((point) => point.metric >= target);
  if (at === -1) return undefined;
  if (at === 0) return curve[0].labels;
  const before = curve[at - 1];
  const after = curve[at];
  const share = (target - before.metric) / (after.metric - before.metric);
  return before.labels + share * (after.labels - before.labels);
}
