/** The length that errors of joints are measured in. */

import type { Skeleton, TruePoses } from "../../annotations.ts";

/**
 * torso: from `left_shoulder` to `right_hip` (PCK on LSP and FLIC). head: from `neck` to `head_top` (PCKh on LSP).
 * box: the longer side of the person's box (PCK of Yang and Ramanan 2013, doi 10.1109/TPAMI.2012.261).
 */
export type ReferenceLength = "torso" | "head" | "box";

const ends: Readonly<Record<Exclude<ReferenceLength, "box">, readonly [string, string]>> = {
  torso: ["left_shoulder", "right_hip"],
  head: ["neck", "head_top"],
};

/** The torso where the skeleton has its two ends, else the box, which every skeleton has. */
export function usualReference({ joints }: Pick<Skeleton, "joints">): ReferenceLength {
  return ends.torso.every((name) => joints.includes(name)) ? "torso" : "box";
}

/**
 * A function that gives the reference length of pose g in pixels; undefined where one of its joints was not annotated
 * or it is zero, for such a pose has no scale to measure errors in.
 *
 * @throws when the skeleton lacks a joint that the length is taken between
 */
export function referenceLength(
  reference: ReferenceLength,
  skeleton: Skeleton,
): (poses: TruePoses, g: number) => number | undefined {
  const positive = (length: number): number | undefined => (length > 0 ? length : undefined);
  if (reference === "box")
    return ({ corners }, g) =>
      positive(Math.max(corners[4 * g + 2] - corners[4 * g], corners[4 * g + 3] - corners[4 * g + 1]));
  const joints = skeleton.joints.length;
  const [from, to] = ends[reference].map((name) => skeleton.joints.indexOf(name));
  if (from < 0 || to < 0)
    throw new RangeError(
      `The reference length "${reference}" needs the joints ${ends[reference].join(" and ")}; the skeleton has ${skeleton.joints.join(", ")}. Use "box", which every skeleton has.`,
    );
  return ({ points, visibility }, g) => {
    const a = g * joints + from;
    const b = g * joints + to;
    if (visibility[a] === 0 || visibility[b] === 0) return undefined;
    const dx = points[2 * a] - points[2 * b];
    const dy = points[2 * a + 1] - points[2 * b + 1];
    return positive(Math.sqrt(dx * dx + dy * dy));
  };
}
