/** Reads labels from COCO annotation files. */
import { statSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import type { JointLabel, Skeleton } from "@querent/core";
import { fileFinder, pathInside } from "../../annotated/find-file.ts";
import { sidesByName } from "../../annotated/mirrored-joints.ts";
import { countRepair, type RepairTally } from "../../annotated/repairs.ts";
import type { Corners } from "../../annotated/tidy-box.ts";
import { cocoAnnotationsByImage, type PlacedAnnotation } from "../../coco/coco-drafts.ts";
import { readCocoFile, type CocoAnnotation, type CocoCategory, type CocoFile } from "../../coco/coco-file.ts";
import { cocoFiles, findImageFolder } from "../../coco/find-coco.ts";
import { checkedJoints, oneSkeleton } from "../../coco/read-coco-poses.ts";
import type { FoundBox, FoundImage, FoundLabels, FoundPose } from "../found-labels.ts";
import { partNamed } from "../part-names.ts";

interface OpenFile {
  readonly file: string;
  readonly shown: string; // the file below the root
  readonly split: string;
  readonly content: CocoFile;
}

/**
 * The labels of one annotation file, or of those of a folder as `findCoco` has them, `default` being no part. An image
 * without annotations has nothing in it. Of several files classes come in the order in which they are first listed.
 * Joints that name a side without the other being there are taken to have none.
 *
 * @throws as `readCocoFile`, or if poses are wanted and no category has keypoints, two differ in them, or an annotation
 *   has another number of joints
 */
export function readCocoLabels(path: string, isPose: boolean): FoundLabels {
  const isFolder = statSync(path).isDirectory();
  const root = isFolder ? path : dirname(path);
  const parts = isFolder
    ? cocoFiles(path, isPose ? "person_keypoints" : "instances")
    : [{ file: path, split: "default" }];
  if (parts.length === 0)
    throw new Error(
      `${path} must hold annotations/instances_train.json, or a file of another part; there is none.`,
    );
  const files = parts.map(({ file, split }): OpenFile => {
    const content = readCocoFile(file);
    return { file, split, content, shown: pathInside(root, file) };
  });
  const poses = isPose ? oneSkeleton(files, sidesByName) : undefined;
  const tally: RepairTally = new Map();
  const categories = files.flatMap((open) => poses?.categories.get(open) ?? open.content.categories);
  const classes = [...new Set(categories.map(({ name }) => name))];
  return {
    classes,
    ...(poses !== undefined && { skeleton: poses.skeleton }),
    images: files.flatMap((open) =>
      imagesOf(root, open, poses?.categories.get(open) ?? open.content.categories, poses?.skeleton, tally),
    ),
    tally,
    notes:
      isPose && classes.length > 1
        ? [`The categories ${classes.join(", ")} have one skeleton: their poses are taken as of one kind.`]
        : [],
    skipped: [],
  };
}

function imagesOf(
  root: string,
  open: OpenFile,
  categories: readonly CocoCategory[],
  skeleton: Skeleton | undefined,
  tally: RepairTally,
): FoundImage[] {
  const { content, shown, split } = open;
  const names = new Map(categories.map(({ id, name }) => [id, name]));
  const finder = fileFinder();
  const folder = findImageFolder(
    root,
    open,
    content.images.map((image) => image.file_name),
    finder,
  );
  const byImage = cocoAnnotationsByImage(content, shown, tally);
  const part = partNamed(/^[a-z]*/i.exec(split)![0]);
  return content.images.map(({ id, file_name, width, height }) => {
    const file = folder === undefined ? undefined : finder.named(folder, file_name);
    const list = (byImage.get(id) as PlacedAnnotation[]).filter(({ annotation, place }) => {
      if (names.has(annotation.category_id)) return true;
      countRepair(tally, "otherCategory", place);
      return false;
    });
    const nameOf = ({ category_id }: CocoAnnotation): string => names.get(category_id) as string;
    const found = list.map((one) =>
      skeleton === undefined ? boxOf(one, nameOf) : poseOf(root, one, nameOf, skeleton.joints.length),
    );
    return {
      path: file === undefined ? file_name : pathBelow(root, file),
      place: `${shown}, image ${id}`,
      ...(file !== undefined && { file }),
      ...(part !== undefined && { part }),
      ...(width !== undefined && height !== undefined && { stated: { width, height } }),
      label: () =>
        skeleton === undefined
          ? { kind: "boxes", boxes: found as FoundBox[] }
          : { kind: "poses", poses: found as FoundPose[] },
    };
  });
}

/** The path of an image below `images` or `JPEGImages`, else below the root. */
function pathBelow(root: string, file: string): string {
  const [first] = relative(root, file).split(sep);
  return pathInside(first === "images" || first === "JPEGImages" ? join(root, first) : root, file);
}

function boxOf(
  { annotation, place }: PlacedAnnotation,
  nameOf: (annotation: CocoAnnotation) => string,
): FoundBox & { corners: Corners } {
  const { bbox, area, iscrowd } = annotation;
  const [x, y, width, height] = bbox;
  return {
    name: nameOf(annotation),
    corners: [x, y, x + width, y + height],
    place,
    crowd: iscrowd === 1 || iscrowd === true,
    ...(area !== undefined && { area }),
  };
}

function poseOf(
  root: string,
  one: PlacedAnnotation,
  nameOf: (annotation: CocoAnnotation) => string,
  count: number,
): FoundPose {
  const numbers = checkedJoints(`${root}: ${one.place}`, one.annotation, count);
  const joints = Array.from(
    { length: count },
    (_, j) => numbers.slice(3 * j, 3 * j + 3) as unknown as JointLabel,
  );
  return { ...boxOf(one, nameOf), joints };
}
