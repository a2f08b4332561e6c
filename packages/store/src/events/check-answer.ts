/** What an answer must be before it is kept. */
import type { Answer, BoxLabel, JointLabel, PoseLabel } from "@querent/core";
import { refused } from "../store-error.ts";

/** What an answer is held against. */
export interface AnswerGround {
  readonly task: "classification" | "detection" | "pose";
  readonly joints: number; // of the skeleton; 0 where there is none
  /** @throws when labels must not name this class */
  readonly checkClass: (number: number) => void;
  readonly image: { readonly id: string; readonly width: number | null; readonly height: number | null };
}

/** How far a corner may lie outside the image, in pixels: half a pixel, which rounding to a pixel's middle may cost. */
export const cornerTolerance = 0.5;

const kindOf = { classification: "class", detection: "boxes", pose: "poses" } as const;

/**
 * Boxes must have an area and lie inside the image to within `cornerTolerance` (where its size is known); joints must
 * be finite and as many as the skeleton has, but may lie outside, as they do where a person is cut off by the edge.
 *
 * @throws one sentence that names the image
 */
export function checkAnswer(answer: Answer, ground: AnswerGround): void {
  const where = `The answer for ${ground.image.id}`;
  const { kind } = answer;
  if (kind === "skipped" || kind === "unsure" || kind === "cleared") return onlyKeys(answer, ["kind"], where);
  if (kind !== kindOf[ground.task])
    throw refused(
      `${where} must be of kind ${kindOf[ground.task]}, skipped, unsure or cleared in a project of ` +
        `${ground.task}; got ${String(kind)}.`,
    );
  if (kind === "class") {
    onlyKeys(answer, ["kind", "class"], where);
    return inPlace(where, () => ground.checkClass(answer.class));
  }
  if (kind === "boxes") {
    onlyKeys(answer, ["kind", "boxes"], where);
    return list(answer.boxes, `${where}: boxes`).forEach((box, i) =>
      checkBox(box, `${where}, box ${i + 1}`, ground),
    );
  }
  onlyKeys(answer, ["kind", "poses"], where);
  list(answer.poses, `${where}: poses`).forEach((pose, i) =>
    checkPose(pose, `${where}, pose ${i + 1}`, ground),
  );
}

function checkBox(box: BoxLabel, where: string, ground: AnswerGround): void {
  onlyKeys(box, ["class", "corners", "difficult", "crowd", "area"], where);
  inPlace(where, () => ground.checkClass(box.class));
  checkCorners(box.corners, where, ground.image);
  checkMarks(box, ["difficult", "crowd"], where);
}

function checkPose(pose: PoseLabel, where: string, ground: AnswerGround): void {
  onlyKeys(pose, ["joints", "corners", "crowd", "area"], where);
  if (list(pose.joints, `${where}: joints`).length !== ground.joints)
    throw refused(
      `${where} must have the ${ground.joints} joints of the skeleton; got ${pose.joints.length}.`,
    );
  pose.joints.forEach((joint, j) => {
    if (!isJoint(joint))
      throw refused(
        `${where}, joint ${j + 1} must be two finite coordinates and a visibility of 0, 1 or 2; ` +
          `got ${JSON.stringify(joint)}.`,
      );
  });
  if (pose.corners !== undefined) checkCorners(pose.corners, where, ground.image);
  checkMarks(pose, ["crowd"], where);
}

function isJoint(joint: JointLabel): boolean {
  return (
    Array.isArray(joint) &&
    joint.length === 3 &&
    Number.isFinite(joint[0]) &&
    Number.isFinite(joint[1]) &&
    [0, 1, 2].includes(joint[2])
  );
}

function checkCorners(
  corners: readonly number[],
  where: string,
  { width, height }: AnswerGround["image"],
): void {
  if (!Array.isArray(corners) || corners.length !== 4 || !corners.every(Number.isFinite))
    throw refused(`${where} must have four finite corners x1, y1, x2, y2; got ${JSON.stringify(corners)}.`);
  const [x1, y1, x2, y2] = corners;
  if (!(x1 < x2 && y1 < y2))
    throw refused(`${where} must have an area, x1 < x2 and y1 < y2; got ${corners.join(", ")}.`);
  if (width === null || height === null) return;
  const t = cornerTolerance;
  if (x1 < -t || y1 < -t || x2 > width + t || y2 > height + t)
    throw refused(
      `${where} must lie inside the image of ${width} x ${height} pixels (to within ${t} pixel); ` +
        `got ${corners.join(", ")}. Cut it at the edge.`,
    );
}

function checkMarks(
  label: BoxLabel | PoseLabel,
  marks: readonly ("difficult" | "crowd")[],
  where: string,
): void {
  for (const mark of marks) {
    const value = (label as BoxLabel)[mark];
    if (value !== undefined && value !== true)
      throw refused(`${where}: ${mark} must be true or left out; got ${String(value)}.`);
  }
  if (label.area !== undefined && !(Number.isFinite(label.area) && label.area >= 0))
    throw refused(`${where}: area must be a number of square pixels; got ${String(label.area)}.`);
}

function list<T>(value: readonly T[], what: string): readonly T[] {
  if (!Array.isArray(value)) throw refused(`${what} must be a list; got ${typeof value}.`);
  return value;
}

function onlyKeys(value: object, keys: readonly string[], where: string): void {
  if (typeof value !== "object" || value === null) throw refused(`${where} must be an object; got ${value}.`);
  const other = Object.keys(value).find((key) => !keys.includes(key));
  if (other !== undefined) throw refused(`${where} must have only ${keys.join(", ")}; got "${other}".`);
}

function inPlace(where: string, check: () => void): void {
  try {
    check();
  } catch (error) {
    throw refused(`${where}: ${(error as Error).message}`);
  }
}
