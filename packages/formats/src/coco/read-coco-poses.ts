/** Reads the poses of a COCO data set. */
import { resolve } from "node:path";
import type { Skeleton } from "@querent/core";
import type { AnnotatedPoses, ImageSize, ReadAnnotationsOptions } from "../annotated/annotated-dataset.ts";
import { assembleParts } from "../annotated/assemble-parts.ts";
import { mirroredJoints } from "../annotated/mirrored-joints.ts";
import { packPoses, type OnePose } from "../annotated/pack-truth.ts";
import { countRepair, type RepairTally } from "../annotated/repairs.ts";
import { cocoDrafts, openCoco, type OpenCoco, type PlacedAnnotation } from "./coco-drafts.ts";
import type { CocoAnnotation, CocoCategory, CocoId } from "./coco-file.ts";
import { cocoBox } from "./read-coco-boxes.ts";

/**
 * The poses of the annotation files that `findCoco` finds: annotations of the categories that have `keypoints`, all of
 * one skeleton. Points are x, y as they stand; v is 0, 1 or 2, and the point of a joint with v = 0 means nothing and is
 * (0, 0). A person who is a crowd, or of whom no joint is annotated, is ignored, as COCO's evaluation has it. Left and
 * right joints are told by their names. See docs/data-formats.md for what becomes of bad input.
 *
 * @throws if there are no such files, one is malformed, no category has keypoints or two differ in theirs, or an
 *   annotation has another number of joints than its category, naming file and annotation
 */
export async function readCocoPoses(
  folder: string,
  options: ReadAnnotationsOptions,
): Promise<AnnotatedPoses> {
  const root = resolve(folder);
  const files = openCoco(root, "person_keypoints");
  const { categories, skeleton } = oneSkeleton(files);
  const classes = [...new Set([...categories.values()].flatMap((list) => list.map(({ name }) => name)))];
  const tally: RepairTally = new Map();
  const truthOf = (open: OpenCoco, list: readonly PlacedAnnotation[]) => {
    const known = new Set<CocoId>((categories.get(open) as CocoCategory[]).map(({ id }) => id));
    const posed = list.filter(({ annotation, place }) => {
      if (known.has(annotation.category_id)) return true;
      countRepair(tally, "otherCategory", place);
      return false;
    });
    const joints = posed.map(({ annotation, place }) =>
      checkedJoints(`${root}: ${place}`, annotation, skeleton.joints.length),
    );
    return (size: ImageSize) =>
      packPoses(
        posed.flatMap(({ annotation, place }, i) => {
          const box = cocoBox(annotation, size, tally, place);
          return box === undefined ? [] : [poseOf(box, joints[i], size, tally, place)];
        }),
      );
  };
  const parts = cocoDrafts(root, files, tally, truthOf);
  const found = { root, format: "coco", classes, parts, tally, notes: [], skipped: [] } as const;
  return { ...(await assembleParts(found, options)), skeleton };
}

function poseOf(
  box: Omit<OnePose, "points" | "visibility">,
  joints: readonly number[],
  { width, height }: ImageSize,
  tally: RepairTally,
  place: string,
): OnePose {
  const points: number[] = [];
  const visibility: number[] = [];
  for (let j = 0; j < joints.length; j += 3) {
    const [x, y, v] = joints.slice(j, j + 3);
    visibility.push(v);
    points.push(v === 0 ? 0 : x, v === 0 ? 0 : y);
    if (v > 0 && (x < 0 || y < 0 || x > width || y > height)) countRepair(tally, "jointOutside", place);
  }
  return { ...box, points, visibility, ignored: box.crowd || visibility.every((v) => v === 0) };
}

/** The keypoints of an annotation. Throws unless they are x, y, v of `count` joints. */
export function checkedJoints(
  place: string,
  { keypoints }: CocoAnnotation,
  count: number,
): readonly number[] {
  if (!Array.isArray(keypoints) || !keypoints.every(Number.isFinite))
    throw new Error(
      `${place}: its keypoints must be a list of numbers, since its category has ${count} joints.`,
    );
  if (keypoints.length !== 3 * count)
    throw new Error(
      `${place}: its keypoints must be x, y, v of the ${count} joints of its category, ${3 * count} numbers; ` +
        `got ${keypoints.length}.`,
    );
  for (let j = 2; j < keypoints.length; j += 3)
    if (![0, 1, 2].includes(keypoints[j]))
      throw new Error(`${place}: the v of each joint must be 0, 1 or 2; got ${keypoints[j]}.`);
  return keypoints;
}

/** The categories with joints of each file, and the skeleton that all of them have; `sidesOf` tells its sides. */
export function oneSkeleton<File extends Pick<OpenCoco, "file" | "content">>(
  files: readonly File[],
  sidesOf: (joints: readonly string[], place: string) => Int32Array = mirroredJoints,
): {
  categories: Map<File, CocoCategory[]>;
  skeleton: Skeleton;
} {
  const categories = new Map<File, CocoCategory[]>();
  let first: { skeleton: Skeleton; place: string } | undefined;
  for (const open of files) {
    const posed = open.content.categories.filter(({ keypoints }) => keypoints !== undefined);
    categories.set(open, posed);
    for (const category of posed) {
      const place = `${open.file}, category "${category.name}"`;
      const skeleton = skeletonOf(category, place, sidesOf);
      first ??= { skeleton, place };
      if (skeleton.joints.join("\n") !== first.skeleton.joints.join("\n"))
        throw new Error(
          `${place}: its joints must be those of ${first.place} (${first.skeleton.joints.join(", ")}); ` +
            `got ${skeleton.joints.join(", ")}.`,
        );
    }
    if (posed.length === 0)
      throw new Error(`${open.file} must have a category with keypoints, to read poses; it has none.`);
  }
  return { categories, skeleton: first!.skeleton };
}

function skeletonOf(
  { keypoints, skeleton = [] }: CocoCategory,
  place: string,
  sidesOf: (joints: readonly string[], place: string) => Int32Array,
): Skeleton {
  if (
    !Array.isArray(keypoints) ||
    keypoints.length === 0 ||
    keypoints.some((name) => typeof name !== "string")
  )
    throw new Error(`${place}: its keypoints must be a list of names; got ${JSON.stringify(keypoints)}.`);
  const bones = Array.isArray(skeleton) ? skeleton : [undefined];
  for (const bone of bones)
    if (
      !Array.isArray(bone) ||
      bone.length !== 2 ||
      bone.some((j) => !(Number.isInteger(j) && j >= 1 && j <= keypoints.length))
    )
      throw new Error(
        `${place}: its skeleton must be pairs of numbers of joints, 1 to ${keypoints.length}; ` +
          `got ${JSON.stringify(bone)}.`,
      );
  return {
    joints: keypoints as readonly string[],
    bones: skeleton.map(([a, b]) => [a - 1, b - 1] as const),
    mirrored: sidesOf(keypoints as readonly string[], place),
  };
}
