/** Reads the boxes of a Pascal VOC data set. */
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import type { SkippedFile } from "@querent/core";
import { assembleParts, type ImageDraft } from "../annotated/assemble-parts.ts";
import type {
  AnnotatedBoxes,
  ImageSize,
  PartName,
  ReadAnnotationsOptions,
} from "../annotated/annotated-dataset.ts";
import { fileFinder, pathInside, type FileFinder } from "../annotated/find-file.ts";
import { packBoxes, type OneBox } from "../annotated/pack-truth.ts";
import { countRepair, type RepairTally } from "../annotated/repairs.ts";
import { tidyBox, type Corners } from "../annotated/tidy-box.ts";
import { compareNatural } from "../natural-order.ts";
import { requireFolder } from "../require-folder.ts";
import { findVoc, type ListedName } from "./find-voc.ts";
import { readVocAnnotation, type VocAnnotation, type VocObject } from "./voc-annotation.ts";

interface OpenImage extends ListedName {
  readonly annotation: VocAnnotation;
  readonly path: string; // of the annotation, relative to the root
}

/**
 * The boxes of a Pascal VOC folder. The devkit counts pixels from 1 and both ends into the box, so that a box is
 * xmax - xmin + 1 pixels wide (VOCdevkit_18-May-2011, VOCevaldet.m); as corners of a plane in which pixel 1 lies
 * between 0 and 1 that is (xmin - 1, ymin - 1, xmax, ymax). A box whose xmin equals its xmax, or ymin its ymax, is a
 * click that was never drawn out, and is left out as one without area. `difficult` boxes are ignored ones. Classes are
 * in natural order of their names, since the format has no list of them. See docs/data-formats.md for bad input.
 *
 * @throws if the folder is no such data set, an annotation is malformed, or two images have the name of one annotation
 */
export async function readVocBoxes(folder: string, options: ReadAnnotationsOptions): Promise<AnnotatedBoxes> {
  const root = resolve(folder);
  requireFolder(root);
  const layout = findVoc(root);
  if (layout === undefined)
    throw new Error(`${root} must hold the folders Annotations and JPEGImages of Pascal VOC; it does not.`);
  const skipped: SkippedFile[] = [];
  const open: Partial<Record<PartName, OpenImage[]>> = {};
  for (const [part, names] of Object.entries(layout.parts) as [PartName, readonly ListedName[]][])
    open[part] = openAll(root, layout.base, names, skipped);
  const named = Object.values(open)
    .flat()
    .flatMap(({ annotation }) => annotation.objects.map(({ name }) => name));
  const classes = [...new Set(named)].sort(compareNatural);
  if (classes.length === 0)
    throw new Error(`${root} must have an annotated object; its annotations have none.`);
  const tally: RepairTally = new Map();
  const finder = fileFinder();
  const parts: Partial<Record<PartName, ImageDraft<AnnotatedBoxes["parts"]["train"][0]["truth"]>[]>> = {};
  for (const [part, images] of Object.entries(open) as [PartName, OpenImage[]][])
    parts[part] = images.map((image) => draftOf(root, layout.base, image, classes, finder, tally));
  return assembleParts({ root, format: "voc", classes, parts, tally, notes: layout.notes, skipped }, options);
}

function openAll(
  root: string,
  base: string,
  names: readonly ListedName[],
  skipped: SkippedFile[],
): OpenImage[] {
  return names.flatMap((listed) => {
    const file = join(base, "Annotations", `${listed.name}.xml`);
    const path = pathInside(root, file);
    if (existsSync(file)) return [{ ...listed, path, annotation: readVocAnnotation(file) }];
    skipped.push({ file: path, reason: `the annotation of ${listed.name} is missing (${listed.place})` });
    return [];
  });
}

function draftOf(
  root: string,
  base: string,
  { name, place, path, annotation: { size, objects } }: OpenImage,
  classes: readonly string[],
  finder: FileFinder,
  tally: RepairTally,
): ImageDraft<AnnotatedBoxes["parts"]["train"][0]["truth"]> {
  const found = finder.images(join(base, "JPEGImages"), name);
  if (found.length > 1)
    throw new Error(
      `Each annotation must have one image; ${path} has ${found.map((file) => pathInside(root, file)).join(" and ")}: ` +
        `remove or rename one of them.`,
    );
  return {
    id: pathInside(root, found[0] ?? join(base, "JPEGImages", name)),
    file: found[0],
    place,
    stated: size,
    truth: (actual) =>
      packBoxes(
        objects.flatMap((object) => {
          const box = vocBox(object, actual, tally, `${path}, line ${object.line}`);
          return box === undefined ? [] : [{ ...box, class: classes.indexOf(object.name) }];
        }),
      ),
  };
}

function vocBox(
  { corners, difficult }: VocObject,
  size: ImageSize,
  tally: RepairTally,
  place: string,
): Omit<OneBox, "class"> | undefined {
  const plane = vocCorners(corners);
  if (plane === undefined) {
    countRepair(tally, "empty", place);
    return undefined;
  }
  const box = tidyBox(plane, size, tally, place);
  if (box === undefined) return undefined;
  const [x, y, xEnd, yEnd] = box.corners;
  return { corners: box.corners, area: (xEnd - x) * (yEnd - y), ignored: difficult, crowd: false };
}

/** The corners, in the plane, of a box as it is written; undefined where it is a click that was never drawn out. */
export function vocCorners([x1, y1, x2, y2]: Corners): Corners | undefined {
  if (x1 === x2 || y1 === y2) return undefined;
  const before = (a: number, b: number): readonly [number, number] => (a < b ? [a - 1, b] : [a, b - 1]);
  const [[left, right], [top, bottom]] = [before(x1, x2), before(y1, y2)];
  return [left, top, right, bottom];
}
