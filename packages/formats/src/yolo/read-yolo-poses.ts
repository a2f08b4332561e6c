/** Reads the poses of a YOLO data set. */
import { resolve } from "node:path";
import type { AnnotatedPoses, ImageSize, ReadAnnotationsOptions } from "../annotated/annotated-dataset.ts";
import { assembleParts } from "../annotated/assemble-parts.ts";
import { packPoses, type OnePose } from "../annotated/pack-truth.ts";
import { countRepair, type RepairTally } from "../annotated/repairs.ts";
import { openYolo } from "./read-yolo-boxes.ts";
import { yoloBox, yoloDrafts, type PlacedLine } from "./yolo-drafts.ts";
import { yoloClasses, yoloJoints, type YoloJoints } from "./yolo-names.ts";

/**
 * The poses of a YOLO folder whose description has `kpt_shape: [joints, 2 or 3]`: lines `class cx cy w h` and for each
 * joint `x y` or `x y v`, as shares of the image. v is 0, 1 or 2 as COCO's; without v a joint is annotated unless it is
 * at 0 0 or has a negative coordinate. There are no bones in the format. See docs/data-formats.md for bad input.
 *
 * @throws if the folder is no such data set, it has no kpt_shape, or with file and line where a line is malformed or has
 *   another number of joints
 */
export async function readYoloPoses(
  folder: string,
  options: ReadAnnotationsOptions,
): Promise<AnnotatedPoses> {
  const root = resolve(folder);
  const layout = openYolo(root);
  const joints = layout.description && yoloJoints(layout.description);
  if (joints === undefined)
    throw new Error(`${root} must have a data.yaml with kpt_shape, to read poses; it has none.`);
  const classes = yoloClasses(root, layout.description);
  const tally: RepairTally = new Map();
  const truthOf = (lines: readonly PlacedLine[]) => {
    for (const { numbers, place } of lines) checkJoints(`${root}: ${place}`, numbers, joints);
    return (size: ImageSize) =>
      packPoses(
        lines.flatMap((line) => {
          const box = yoloBox(line.numbers, size, tally, line.place);
          return box === undefined ? [] : [poseOf(box, line, joints.numbers, size, tally)];
        }),
      );
  };
  const drafts = yoloDrafts(root, layout, classes, tally, truthOf);
  return {
    ...(await assembleParts({ root, format: "yolo", classes, tally, ...drafts }, options)),
    skeleton: joints.skeleton,
  };
}

/** Throws unless a line has the numbers of a box and of all joints, and their v is 0, 1 or 2. */
export function checkJoints(
  place: string,
  numbers: readonly number[],
  { skeleton, numbers: each }: YoloJoints,
): void {
  const wanted = 4 + skeleton.joints.length * each;
  if (numbers.length !== wanted)
    throw new Error(
      `${place}: a line must have the class, four numbers of the box and ${each} of each of the ` +
        `${skeleton.joints.length} joints, ${wanted + 1} in all; got ${numbers.length + 1}.`,
    );
  if (each === 2) return;
  for (let j = 4; j < numbers.length; j += 3)
    if (![0, 1, 2].includes(numbers[j + 2]))
      throw new Error(`${place}: the v of each joint must be 0, 1 or 2; got ${numbers[j + 2]}.`);
}

function poseOf(
  box: Omit<OnePose, "points" | "visibility">,
  { numbers, place }: PlacedLine,
  each: 2 | 3,
  { width, height }: ImageSize,
  tally: RepairTally,
): OnePose {
  const points: number[] = [];
  const visibility: number[] = [];
  for (let j = 4; j < numbers.length; j += each) {
    const [x, y] = [numbers[j], numbers[j + 1]];
    const absent = x < 0 || y < 0 || (x === 0 && y === 0);
    const v = each === 3 ? numbers[j + 2] : absent ? 0 : 2;
    visibility.push(v);
    points.push(v === 0 ? 0 : x * width, v === 0 ? 0 : y * height);
    if (v > 0 && (x < 0 || y < 0 || x > 1 || y > 1)) countRepair(tally, "jointOutside", place);
  }
  return { ...box, points, visibility, ignored: visibility.every((v) => v === 0) };
}
