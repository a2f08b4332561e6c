/** The joint-dropout strategy: images with joints that dropout passes place differently. */

import type { PointPasses } from "../contract.ts";
import { aggregateParameters } from "../shared/aggregate.ts";
import { defineStrategy } from "../shared/define-strategy.ts";
import { selectByJoints } from "../shared/joints/select-by-joints.ts";

/**
 * The value of a joint is sqrt(1/K sum_k ||x_k - mean x||^2) in pixels over K passes: the root of the trace of the
 * covariance of where they place it. The score of an item is the aggregate of its joints' values.
 */
export const jointDropout = defineStrategy({
  name: "joint-dropout",
  title: "Spread of dropout passes on joints",
  paper:
    "Gal and Ghahramani 2016, Dropout as a Bayesian Approximation, arXiv 1506.02142 (the variance over passes), " +
    "of the coordinates of joints",
  needs: ["pointPasses"],
  parameters: aggregateParameters("joints", "mean"),
  cost: "O(n j t + n log n) time for t passes of j joints, O(n) memory",
  avoidWhen: "the network has no dropout, or joints are often out of the picture: their points are noise",
  prefix: true,
  scoresFall: true,
  work: ({ items, members, joints = 1 }) => items * (8 * joints * members + 50),
  memory: ({ items }) => 60 * items,
  async select({ pointPasses }, request, params, context) {
    return selectByJoints(pointPasses.joints, request, params, context, {
      words: "spread",
      unit: " pixels",
      operations: pointPasses.members,
      value: (item, joint) => spreadOf(pointPasses, item, joint),
    });
  },
});

function spreadOf({ members, rows, joints, data }: PointPasses, item: number, joint: number): number {
  const at = (k: number): number => ((k * rows + item) * joints + joint) * 2;
  let [x, y] = [0, 0];
  for (let k = 0; k < members; k += 1) {
    x += data[at(k)];
    y += data[at(k) + 1];
  }
  let sum = 0;
  for (let k = 0; k < members; k += 1) {
    const [dx, dy] = [data[at(k)] - x / members, data[at(k) + 1] - y / members];
    sum += dx * dx + dy * dy;
  }
  return Math.sqrt(sum / members);
}
