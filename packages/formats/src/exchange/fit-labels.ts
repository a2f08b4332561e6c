/** Makes of the boxes and poses of an image what a format can hold of them. */
import type { BoxLabel, JointLabel, PoseLabel } from "@querent/core";
import type { ImageSize } from "../annotated/annotated-dataset.ts";
import type { RepairTally } from "../annotated/repairs.ts";
import { tidyBox, type Corners } from "../annotated/tidy-box.ts";
import { ownArea } from "./box-area.ts";
import type { FormatHoldings } from "./exchange-format.ts";
import { countLoss, type LossTally } from "./losses.ts";

/** The boxes: inside the image, with the marks that the format has. */
export function fitBoxes(
  boxes: readonly BoxLabel[],
  size: ImageSize,
  holds: FormatHoldings,
  losses: LossTally,
): BoxLabel[] {
  const fitted = boxes.flatMap((box): BoxLabel[] => {
    const tidy = insideOf(box.corners, size, losses);
    if (tidy === undefined) return [];
    const [x1, y1, x2, y2] = tidy.corners;
    if (Math.min(x2 - x1, y2 - y1) <= holds.leastSide) {
      countLoss(losses, "narrow");
      return [];
    }
    const area = fitArea(box.area, box.corners, tidy.share, holds, losses);
    if (box.difficult === true && !holds.difficult) countLoss(losses, "difficult");
    if (box.crowd === true && !holds.crowd) countLoss(losses, "crowd");
    return [
      {
        class: box.class,
        corners: tidy.corners,
        ...(box.difficult === true && holds.difficult && { difficult: true }),
        ...(box.crowd === true && holds.crowd && { crowd: true }),
        ...(area !== undefined && { area }),
      },
    ];
  });
  return holds.repeats
    ? fitted
    : withoutRepeats(fitted, (box) => [box.class, ...inShares(box.corners, size)], losses);
}

/** The poses: with a box where the format wants one, and the marks that it has. */
export function fitPoses(
  poses: readonly PoseLabel[],
  size: ImageSize,
  holds: FormatHoldings,
  losses: LossTally,
): PoseLabel[] {
  const fitted = poses.flatMap((pose): PoseLabel[] => {
    const joints = pose.joints.map((joint) => fitJoint(joint, size, holds, losses));
    const seen = joints.filter(([, , v]) => v > 0);
    const tidy = pose.corners === undefined ? undefined : insideOf(pose.corners, size, losses);
    if (tidy === undefined && seen.length === 0) {
      countLoss(losses, "barePose");
      return [];
    }
    let corners = tidy?.corners;
    if (corners === undefined && !holds.posesWithoutBox) {
      countLoss(losses, "madeBox");
      corners = boxAround(seen, size);
    }
    const area = fitArea(pose.area, pose.corners ?? corners, tidy?.share ?? 1, holds, losses);
    if (pose.crowd === true && !holds.crowd) countLoss(losses, "crowd");
    return [
      {
        joints,
        ...(corners !== undefined && { corners }),
        ...(pose.crowd === true && holds.crowd && { crowd: true }),
        ...(area !== undefined && { area }),
      },
    ];
  });
  return holds.repeats
    ? fitted
    : withoutRepeats(
        fitted,
        ({ corners, joints }) => [
          ...(corners === undefined ? [] : inShares(corners, size)),
          ...joints.flatMap(([x, y, v]) => [x / size.width, y / size.height, v]),
        ],
        losses,
      );
}

function insideOf(corners: Corners, size: ImageSize, losses: LossTally): ReturnType<typeof tidyBox> {
  const tally: RepairTally = new Map();
  const tidy = tidyBox(corners, size, tally, "");
  if (tidy === undefined) countLoss(losses, "nothing");
  else if (tally.has("clipped")) countLoss(losses, "clipped");
  return tidy;
}

function fitArea(
  area: number | undefined,
  corners: Corners | undefined,
  share: number,
  holds: FormatHoldings,
  losses: LossTally,
): number | undefined {
  const own = corners === undefined ? area : ownArea(area, corners);
  if (own === undefined || holds.area) return own === undefined ? undefined : own * share;
  countLoss(losses, "area");
  return undefined;
}

function fitJoint(
  [x, y, v]: JointLabel,
  { width, height }: ImageSize,
  { reach }: FormatHoldings,
  losses: LossTally,
): JointLabel {
  if (v === 0) return [0, 0, 0];
  const isNear = (value: number, side: number): boolean =>
    value >= -reach * side && value <= (1 + reach) * side;
  if (isNear(x, width) && isNear(y, height)) return [x, y, v];
  countLoss(losses, "farJoint");
  return [0, 0, 0];
}

/** The box around joints inside the image, at least a pixel wide and high. */
function boxAround(joints: readonly JointLabel[], { width, height }: ImageSize): Corners {
  const [left, right] = span(
    joints.map(([x]) => x),
    width,
  );
  const [top, bottom] = span(
    joints.map(([, y]) => y),
    height,
  );
  return [left, top, right, bottom];
}

function span(values: readonly number[], side: number): [number, number] {
  const inside = (value: number): number => Math.min(side, Math.max(0, value));
  const [low, high] = [inside(Math.min(...values)), inside(Math.max(...values))];
  if (high - low >= 1) return [low, high];
  const from = Math.min(side - 1, inside((low + high) / 2 - 0.5));
  return [from, from + 1];
}

/** Of objects that are written with the same numbers, the first: some that differ come to be the same in writing. */
function withoutRepeats<T>(
  list: readonly T[],
  written: (one: T) => readonly number[],
  losses: LossTally,
): T[] {
  const seen = new Set<string>();
  return list.filter((one) => {
    const key = JSON.stringify(written(one));
    if (!seen.has(key)) {
      seen.add(key);
      return true;
    }
    countLoss(losses, "repeat");
    return false;
  });
}

/** Centre and size in shares of the image, as the one format that drops repeats writes a box. */
export function inShares([x1, y1, x2, y2]: Corners, { width, height }: ImageSize): number[] {
  return [(x1 + x2) / 2 / width, (y1 + y2) / 2 / height, (x2 - x1) / width, (y2 - y1) / height];
}
