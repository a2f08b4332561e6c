/** What YOLO boxes and poses share: the images of each part with the lines of their label files. */
import { existsSync } from "node:fs";
import { dirname, join, sep } from "node:path";
import type { SkippedFile } from "@querent/core";
import type { ImageSize, PartName } from "../annotated/annotated-dataset.ts";
import type { ImageDraft } from "../annotated/assemble-parts.ts";
import { pathInside, stemOf } from "../annotated/find-file.ts";
import type { OneBox } from "../annotated/pack-truth.ts";
import { countRepair, type RepairTally } from "../annotated/repairs.ts";
import { tidyBox, type Corners } from "../annotated/tidy-box.ts";
import { listFolder } from "../list-folder.ts";
import type { YoloLayout } from "./find-yolo.ts";
import { readYoloLabels, type YoloLine } from "./yolo-labels.ts";

/** A line and where it stands. */
export interface PlacedLine extends YoloLine {
  readonly place: string;
}

/** The images of all parts, and what was left out and is to be told. */
export interface YoloDrafts<Truth> {
  readonly parts: Partial<Record<PartName, ImageDraft<Truth>[]>>;
  readonly notes: readonly string[];
  readonly skipped: readonly SkippedFile[];
}

/**
 * The images of each part. The label file of an image is named as the image with the extension `.txt`, in the folder
 * that has `labels` for the last `images` of the image's path. An image without one has nothing in it. A line that
 * repeats another of its file is left out and counted. `truthOf` is called with the lines of an image.
 *
 * @throws if a label file is malformed or two images share one
 */
export function yoloDrafts<Truth>(
  root: string,
  { parts, notes }: YoloLayout,
  classes: readonly string[],
  tally: RepairTally,
  truthOf: (lines: readonly PlacedLine[]) => ImageDraft<Truth>["truth"],
): YoloDrafts<Truth> {
  const owners = new Map<string, string>(); // the image of each label file
  const drafts: Partial<Record<PartName, ImageDraft<Truth>[]>> = {};
  let unlabelled = 0;
  for (const [part, images] of Object.entries(parts) as [PartName, YoloLayout["parts"]["train"] & object][])
    drafts[part] = images.map(({ file, place }) => {
      const labels = labelFile(file);
      const id = pathInside(root, file);
      const inside = !id.startsWith("../");
      const owner = owners.get(labels);
      if (owner !== undefined && owner !== id)
        throw new Error(
          `Each label file must have one image; ${pathInside(root, labels)} has ${owner} and ${id}: remove or rename ` +
            `one of them.`,
        );
      owners.set(labels, id);
      if (!existsSync(labels)) unlabelled += 1;
      return {
        id,
        file: inside && existsSync(file) ? file : undefined,
        place,
        truth: truthOf(linesOnce(root, labels, classes, tally)),
      };
    });
  return {
    parts: drafts,
    notes: unlabelled === 0 ? notes : [...notes, unlabelledInWords(unlabelled)],
    skipped: orphans(root, owners),
  };
}

/** The corners of a line's box, in pixels. */
export function yoloCorners([cx, cy, w, h]: readonly number[], { width: x, height: y }: ImageSize): Corners {
  return [(cx - w / 2) * x, (cy - h / 2) * y, (cx + w / 2) * x, (cy + h / 2) * y];
}

/** The box of a line inside its image; undefined, and counted, if nothing of it is left. */
export function yoloBox(
  numbers: readonly number[],
  size: ImageSize,
  tally: RepairTally,
  place: string,
): Omit<OneBox, "class"> | undefined {
  const [, , w, h] = numbers;
  const [x, y] = [size.width, size.height];
  const box = tidyBox(yoloCorners(numbers, size), size, tally, place);
  if (box === undefined) return undefined;
  const area = box.share * Math.abs(w * x * h * y);
  return { corners: box.corners, area, ignored: false, crowd: false };
}

/** The label file of an image. */
export function labelFile(image: string): string {
  const folders = dirname(image).split(sep);
  const at = folders.lastIndexOf("images");
  if (at >= 0) folders[at] = "labels";
  const name = image.slice(dirname(image).length + 1);
  return join(folders.join(sep), `${stemOf(name)}.txt`);
}

/** The lines of a label file, if it is there; those that repeat another are counted and left out. */
export function linesOnce(
  root: string,
  file: string,
  classes: readonly string[],
  tally: RepairTally,
): PlacedLine[] {
  if (!existsSync(file)) return [];
  const seen = new Set<string>();
  return readYoloLabels(file, classes).flatMap((line) => {
    const place = `${pathInside(root, file)}, line ${line.line}`;
    const key = [line.class, ...line.numbers].join(" ");
    if (seen.has(key)) {
      countRepair(tally, "twice", place);
      return [];
    }
    seen.add(key);
    return [{ ...line, place }];
  });
}

/** Label files in the folders that were looked into which belong to no image. */
function orphans(root: string, owners: ReadonlyMap<string, string>): SkippedFile[] {
  const folders = new Set([...owners.keys()].map((file) => dirname(file)));
  return [...folders]
    .filter((folder) => existsSync(folder))
    .flatMap((folder) =>
      listFolder(folder)
        .files.filter(
          (name) => name.endsWith(".txt") && name !== "classes.txt" && !owners.has(join(folder, name)),
        )
        .map((name) => ({
          file: pathInside(root, join(folder, name)),
          reason: "no listed image has its name",
        })),
    );
}

function unlabelledInWords(count: number): string {
  return count === 1
    ? "1 image has no label file: there is nothing in it."
    : `${count} images have no label file: there is nothing in them.`;
}
