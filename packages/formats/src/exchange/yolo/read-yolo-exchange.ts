/** Reads labels from a YOLO data set. */
import { existsSync } from "node:fs";
import type { JointLabel } from "@querent/core";
import type { ImageSize } from "../../annotated/annotated-dataset.ts";
import type { RepairTally } from "../../annotated/repairs.ts";
import { pathInside } from "../../annotated/find-file.ts";
import { findDescription } from "../../yolo/find-yolo.ts";
import { checkLength, polygonExtent } from "../../yolo/read-yolo-boxes.ts";
import { checkJoints } from "../../yolo/read-yolo-poses.ts";
import { linesOnce, yoloCorners, type PlacedLine } from "../../yolo/yolo-drafts.ts";
import { yoloClasses, yoloJoints, type YoloJoints } from "../../yolo/yolo-names.ts";
import type { FoundBox, FoundImage, FoundLabels, FoundPose } from "../found-labels.ts";
import { listYolo } from "./list-yolo.ts";

/**
 * The labels of a YOLO folder, as `readYoloBoxes` and `readYoloPoses` understand them, with images that are not there
 * too. An image without a label file has nothing in it.
 *
 * @throws with file and line where a label file is malformed, if two images share one, or if poses are wanted and the
 *   description has no kpt_shape
 */
export function readYoloExchange(root: string, isPose: boolean): FoundLabels {
  const description = findDescription(root);
  const classes = yoloClasses(root, description);
  const joints = description && yoloJoints(description);
  if (isPose && joints === undefined)
    throw new Error(`${root} must have a data.yaml with kpt_shape, to read poses; it has none.`);
  const { images, skipped } = listYolo(root, description);
  const tally: RepairTally = new Map();
  const owners = new Map<string, string>();
  let unlabelled = 0;
  const found = images.map((image): FoundImage => {
    const { path, file, part, place, labels } = image;
    const owner = owners.get(labels);
    if (owner !== undefined && owner !== path)
      throw new Error(
        `Each label file must have one image; ${pathInside(root, labels)} has ${owner} and ${path}: rename one of them.`,
      );
    owners.set(labels, path);
    if (!existsSync(labels)) unlabelled += 1;
    const lines = linesOnce(root, labels, classes, tally);
    for (const line of lines) checkLine(`${root}: ${line.place}`, line.numbers, isPose, joints);
    return {
      path,
      place,
      ...(file !== undefined && { file }),
      ...(part !== undefined && { part }),
      label: (size) =>
        isPose
          ? { kind: "poses", poses: lines.map((line) => poseOf(line, classes, joints!.numbers, size)) }
          : { kind: "boxes", boxes: lines.map((line) => boxOf(line, classes, joints, size)) },
    };
  });
  const one = unlabelled === 1;
  return {
    classes,
    ...(joints !== undefined && { skeleton: joints.skeleton }),
    images: found,
    tally,
    notes:
      unlabelled === 0
        ? []
        : [
            `${unlabelled} ${one ? "image has" : "images have"} no label file: there is nothing in ${one ? "it" : "them"}.`,
          ],
    skipped,
  };
}

function checkLine(
  place: string,
  numbers: readonly number[],
  isPose: boolean,
  joints: YoloJoints | undefined,
): void {
  if (isPose) checkJoints(place, numbers, joints!);
  else
    checkLength(
      place,
      numbers.length,
      joints === undefined ? undefined : 4 + joints.skeleton.joints.length * joints.numbers,
    );
}

function boxOf(
  line: PlacedLine,
  classes: readonly string[],
  joints: YoloJoints | undefined,
  size: ImageSize,
): FoundBox {
  const { numbers, place } = line;
  const name = classes[line.class];
  if (joints === undefined && numbers.length > 4) return { name, place, ...polygonExtent(numbers, size) };
  return { name, place, corners: yoloCorners(numbers, size) };
}

function poseOf(line: PlacedLine, classes: readonly string[], each: 2 | 3, size: ImageSize): FoundPose {
  const { numbers, place } = line;
  const joints: JointLabel[] = [];
  for (let j = 4; j < numbers.length; j += each) {
    const [x, y] = [numbers[j], numbers[j + 1]];
    const isAbsent = x < 0 || y < 0 || (x === 0 && y === 0);
    const v = each === 3 ? (numbers[j + 2] as 0 | 1 | 2) : isAbsent ? 0 : 2;
    joints.push([x * size.width, y * size.height, v]);
  }
  return { name: classes[line.class], place, joints, corners: yoloCorners(numbers, size) };
}
