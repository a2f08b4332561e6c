/** From labels, as people gave them, to the arrays that models learn from. */
import type { BoxLabel, Label, PoseLabel, TrueBoxes, TruePoses } from "@querent/core";

/** The boxes of a label; none where there is no label. @param classOf the place of a class among those that are learned */
export function boxesOf(label: Label | undefined, classOf: (project: number) => number): TrueBoxes {
  const boxes: readonly BoxLabel[] = label?.kind === "boxes" ? label.boxes : [];
  return {
    count: boxes.length,
    corners: Float64Array.from(boxes.flatMap(({ corners }) => corners)),
    classes: Int32Array.from(boxes, (box) => classOf(box.class)),
    areas: Float64Array.from(boxes, areaOf),
    ignored: Uint8Array.from(boxes, ({ difficult, crowd }) => Number(difficult === true || crowd === true)),
    crowds: Uint8Array.from(boxes, ({ crowd }) => Number(crowd === true)),
  };
}

function areaOf({ area, corners: [x1, y1, x2, y2] }: BoxLabel): number {
  return area ?? (x2 - x1) * (y2 - y1);
}

/**
 * The pose of a label in an image of this size: one whose joints nobody annotated where there is no label, none where
 * the label says that there is none. Its box is the whole image, since where the person is in an image that nobody has
 * labelled is not known: labelled or not, an image is looked at in the same way.
 *
 * @throws when the label has several poses
 */
export function poseOf(
  label: Label | undefined,
  joints: number,
  { id, width, height }: { readonly id: string; readonly width: number; readonly height: number },
): TruePoses {
  const poses: readonly PoseLabel[] = label?.kind === "poses" ? label.poses : [];
  const people = poses.filter(({ crowd }) => crowd !== true);
  if (people.length > 1)
    throw new Error(
      `A pose network is trained on images of one person; ${id} has ${people.length}. Cut such images up, one file a person.`,
    );
  const none = label !== undefined && people.length === 0;
  const pose = people[0]?.joints ?? Array.from({ length: joints }, () => [0, 0, 0] as const);
  return {
    count: none ? 0 : 1,
    points: Float64Array.from(none ? [] : pose.flatMap(([x, y]) => [x, y])),
    visibility: Uint8Array.from(none ? [] : pose.map(([, , seen]) => seen)),
    corners: Float64Array.from(none ? [] : [0, 0, width, height]),
    areas: Float64Array.from(none ? [] : [people[0]?.area ?? width * height]),
    ignored: new Uint8Array(none ? 0 : 1),
    crowds: new Uint8Array(none ? 0 : 1),
  };
}
