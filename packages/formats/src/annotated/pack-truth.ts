/** Packs the annotations of one image into typed arrays. */
import type { TrueBoxes, TruePoses } from "@querent/core";
import type { Corners } from "./tidy-box.ts";

/** One box as read. */
export interface OneBox {
  readonly corners: Corners;
  readonly class: number;
  readonly area: number;
  readonly ignored: boolean;
  readonly crowd: boolean;
}

/** One pose as read. */
export interface OnePose extends Omit<OneBox, "class"> {
  readonly points: readonly number[]; // (joints, 2)
  readonly visibility: readonly number[]; // (joints)
}

/** The boxes of an image, in their order. */
export function packBoxes(boxes: readonly OneBox[]): TrueBoxes {
  return { ...packShared(boxes), classes: Int32Array.from(boxes, (box) => box.class) };
}

/** The poses of an image, in their order. */
export function packPoses(poses: readonly OnePose[]): TruePoses {
  return {
    ...packShared(poses),
    points: Float64Array.from(poses.flatMap(({ points }) => points)),
    visibility: Uint8Array.from(poses.flatMap(({ visibility }) => visibility)),
  };
}

function packShared(list: readonly Omit<OneBox, "class">[]): Omit<TrueBoxes, "classes"> {
  return {
    count: list.length,
    corners: Float64Array.from(list.flatMap(({ corners }) => corners)),
    areas: Float64Array.from(list, ({ area }) => area),
    ignored: Uint8Array.from(list, ({ ignored }) => Number(ignored)),
    crowds: Uint8Array.from(list, ({ crowd }) => Number(crowd)),
  };
}
