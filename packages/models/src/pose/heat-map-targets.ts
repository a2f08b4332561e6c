/** What a pose network is to find: a small hill at each joint. */
import { exponential, type Skeleton, type TruePoses } from "@querent/core";
import type { View } from "./draw-views.ts";
import { placementOf, toSeen, type Sides } from "./view-geometry.ts";

/** Pixels of the map to each side of a hill's top pixel. */
const REACH = 3;

/** The size of the heat maps, and the pixels of the image that one of theirs stands for. */
export interface MapSize extends Sides {
  readonly stride: number;
}

/**
 * Writes the target of one item. Where joint j lies at (x, y) of what the network sees, map j has
 *
 * exp(-((p - x / stride)^2 + (q - y / stride)^2) / 2)
 *
 * at the pixels with centres (p, q) that are at most 3 columns and 3 rows from the one that (x, y) falls on, and 0
 * elsewhere: a Gaussian with a standard deviation of one pixel in a window of 7 x 7, as in the code of Newell, Yang and
 * Deng 2016 (arXiv 1603.06937). Departure: theirs has its top on the nearest pixel; ours is where the joint is, so that
 * the quarter offset of decoding has something to find (Zhang et al. 2020, arXiv 1910.06278, section 3.2).
 *
 * A joint of visibility 0, or one that lies outside what is seen, gets no hill and the weight 0; the others share the
 * weight 1.
 *
 * @param maps (height, width, joints) @param weights (joints)
 */
export function drawTarget(
  pose: TruePoses,
  { mirrored }: Pick<Skeleton, "mirrored">,
  crop: Sides,
  view: View,
  { height, width, stride }: MapSize,
  maps: Float32Array,
  weights: Float32Array,
): void {
  const joints = weights.length;
  const seen = { height: height * stride, width: width * stride };
  const placement = placementOf(crop, seen, view);
  maps.fill(0);
  weights.fill(0);
  let drawn = 0;
  for (let joint = 0; joint < joints; joint++) {
    if (pose.visibility[joint] === 0) continue;
    const [x, y] = toSeen(seen, placement, pose.points[2 * joint], pose.points[2 * joint + 1]);
    if (!(x >= 0 && y >= 0 && x < seen.width && y < seen.height)) continue;
    const as = view.mirrored ? mirrored[joint] : joint;
    weights[as] = 1;
    drawn++;
    const [top, left] = [Math.floor(y / stride), Math.floor(x / stride)];
    for (let row = Math.max(0, top - REACH); row <= Math.min(height - 1, top + REACH); row++)
      for (let column = Math.max(0, left - REACH); column <= Math.min(width - 1, left + REACH); column++) {
        const [dx, dy] = [column + 0.5 - x / stride, row + 0.5 - y / stride];
        maps[(row * width + column) * joints + as] = exponential(-(dx * dx + dy * dy) / 2);
      }
  }
  if (drawn > 0) for (let joint = 0; joint < joints; joint++) weights[joint] /= drawn;
}
