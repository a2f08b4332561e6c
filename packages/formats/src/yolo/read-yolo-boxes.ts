/** Reads the boxes of a YOLO data set. */
import { resolve } from "node:path";
import type { AnnotatedBoxes, ImageSize, ReadAnnotationsOptions } from "../annotated/annotated-dataset.ts";
import { assembleParts } from "../annotated/assemble-parts.ts";
import { packBoxes, type OneBox } from "../annotated/pack-truth.ts";
import { countRepair, type RepairTally } from "../annotated/repairs.ts";
import { tidyBox, type Corners } from "../annotated/tidy-box.ts";
import { outlineOf } from "../annotated/outline.ts";
import { requireFolder } from "../require-folder.ts";
import { findYolo, type YoloLayout } from "./find-yolo.ts";
import { yoloBox, yoloDrafts, type PlacedLine } from "./yolo-drafts.ts";
import { yoloClasses, yoloJoints } from "./yolo-names.ts";

/**
 * The boxes of a YOLO folder: lines `class cx cy w h`, centre and size as shares of the image's; of a data set with
 * joints the same five numbers of its lines; of a line `class x1 y1 x2 y2 x3 y3 …`, which is a polygon, the box around
 * it, with the polygon's area. See docs/data-formats.md for what becomes of bad input.
 *
 * @throws if the folder is no such data set, or with file and line where a label file is malformed
 */
export async function readYoloBoxes(
  folder: string,
  options: ReadAnnotationsOptions,
): Promise<AnnotatedBoxes> {
  const root = resolve(folder);
  const layout = openYolo(root);
  const classes = yoloClasses(root, layout.description);
  const joints = layout.description && yoloJoints(layout.description);
  const length = joints === undefined ? undefined : 4 + joints.skeleton.joints.length * joints.numbers;
  const tally: RepairTally = new Map();
  const truthOf = (lines: readonly PlacedLine[]) => {
    for (const { numbers, place } of lines) checkLength(`${root}: ${place}`, numbers.length, length);
    return (size: ImageSize) =>
      packBoxes(
        lines.flatMap((line) => {
          const isPolygon = length === undefined && line.numbers.length > 4;
          const box = isPolygon
            ? boxAround(line.numbers, size, tally, line.place)
            : yoloBox(line.numbers, size, tally, line.place);
          return box === undefined ? [] : [{ ...box, class: line.class }];
        }),
      );
  };
  const drafts = yoloDrafts(root, layout, classes, tally, truthOf);
  return assembleParts({ root, format: "yolo", classes, tally, ...drafts }, options);
}

/** The layout of a YOLO folder; throws if it is none. */
export function openYolo(root: string): YoloLayout {
  requireFolder(root);
  const layout = findYolo(root);
  if (layout === undefined)
    throw new Error(
      `${root} must hold a YOLO data set: a data.yaml with names, or images/train with labels/train beside it.`,
    );
  return layout;
}

/**
 * Throws unless a line has the numbers of a box or a polygon.
 *
 * @param wanted the numbers after the class of a data set with joints
 */
export function checkLength(place: string, length: number, wanted: number | undefined): void {
  if (wanted !== undefined && length !== wanted)
    throw new Error(
      `${place}: a line must have the class, four numbers of the box and those of each joint, ${wanted + 1} in all as ` +
        `kpt_shape says; got ${length + 1}.`,
    );
  if (wanted === undefined && length !== 4 && (length < 6 || length % 2 === 1))
    throw new Error(
      `${place}: a line must have the class and four numbers of a box, or the class and at least three points of a ` +
        `polygon; got ${length + 1} numbers.`,
    );
}

/** The box around a polygon, with the polygon's area, less the share that clipping takes. */
function boxAround(
  points: readonly number[],
  size: ImageSize,
  tally: RepairTally,
  place: string,
): Omit<OneBox, "class"> | undefined {
  const { corners, area } = polygonExtent(points, size);
  const box = tidyBox(corners, size, tally, place);
  if (box === undefined) return undefined;
  if (area === 0) {
    countRepair(tally, "empty", place);
    return undefined;
  }
  return { corners: box.corners, area: box.share * area, ignored: false, crowd: false };
}

/** The corners of the box around a polygon of shares, in pixels, and the polygon's area by the shoelace formula. */
export function polygonExtent(
  points: readonly number[],
  { width, height }: ImageSize,
): { readonly corners: Corners; readonly area: number } {
  const pixels = Array.from(
    { length: points.length / 2 },
    (_, i) => [points[2 * i] * width, points[2 * i + 1] * height] as const,
  );
  return outlineOf(pixels);
}
