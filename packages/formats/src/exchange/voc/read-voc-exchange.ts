/** Reads labels from a Pascal VOC data set. */
import { existsSync } from "node:fs";
import { join, posix } from "node:path";
import type { ExchangedImage, SkippedFile } from "@querent/core";
import { fileFinder, pathInside, stemOf, type FileFinder } from "../../annotated/find-file.ts";
import { countRepair, type RepairTally } from "../../annotated/repairs.ts";
import { isImageName } from "../../image-extensions.ts";
import { listFolder } from "../../list-folder.ts";
import { linesOf, readTextFile } from "../../text/read-text-file.ts";
import { vocCorners } from "../../voc/read-voc-boxes.ts";
import { readVocAnnotation, type VocAnnotation, type VocObject } from "../../voc/voc-annotation.ts";
import { findVocFolders, type VocFolders } from "./find-voc-folders.ts";
import type { FoundBox, FoundImage, FoundLabels } from "../found-labels.ts";

type Part = NonNullable<ExchangedImage["part"]>;

interface Listed {
  readonly part: Part | undefined;
  readonly place: string;
}

const lists: readonly (readonly [file: string, part: Part | undefined])[] = [
  ["train", "train"],
  ["val", "validation"],
  ["test", "test"],
  ["trainval", "train"], // for images that neither train nor val lists
  ["default", undefined],
];

/**
 * The labels of all annotations in the folder that `findVocFolders` finds and the folders in it, and of those that lists name. The path of an image
 * is that of the image of JPEGImages that is named as the annotation; where there is none, its `filename` in the
 * annotation's folder, if that is of the annotation's own name; else the annotation's name without extension. Parts are the
 * lists of ImageSets/Main.
 *
 * @throws if there is no such folder, an annotation is malformed, or an image is in two parts
 */
export function readVocExchange(root: string): FoundLabels {
  const at = findVocFolders(root);
  if (at === undefined)
    throw new Error(
      `${root} must hold the folder Annotations of Pascal VOC, or its annotations; it does not.`,
    );
  const listed = listedNames(root, at);
  const names = new Set(annotationsBelow(at.annotations, ""));
  const tally: RepairTally = new Map();
  const finder = fileFinder();
  const skipped: SkippedFile[] = [];
  for (const [name, { place }] of listed)
    if (!existsSync(fileOf(at, name))) {
      names.delete(name);
      skipped.push({
        file: pathInside(root, fileOf(at, name)),
        reason: `the annotation is missing (${place})`,
      });
    } else names.add(name); // a hidden one too
  const opened = [...names].map((name) => ({ name, annotation: readVocAnnotation(fileOf(at, name)) }));
  return {
    classes: undefined,
    images: opened.map(({ name, annotation }) =>
      imageOf(root, at, name, annotation, listed.get(name)?.part, finder, tally),
    ),
    tally,
    notes: fromZero(opened.flatMap(({ annotation }) => annotation.objects)),
    skipped,
  };
}

/** A note where boxes begin at 0, which no box does whose tool counts from 1. */
function fromZero(objects: readonly VocObject[]): string[] {
  const count = objects.filter(({ corners: [x1, y1, x2, y2] }) => Math.min(x1, y1, x2, y2) === 0).length;
  if (count === 0) return [];
  return [
    `${count} ${count === 1 ? "box begins" : "boxes begin"} at pixel 0, though Pascal VOC counts from 1: if the tool that ` +
      `wrote them counts from 0, all boxes are read a pixel too far to the left and the top.`,
  ];
}

function fileOf({ annotations }: VocFolders, name: string): string {
  return join(annotations, `${name}.xml`);
}

function listedNames(root: string, at: VocFolders): Map<string, Listed> {
  const listed = new Map<string, Listed>();
  for (const [list, part] of lists) {
    const file = join(at.lists, `${list}.txt`);
    if (!existsSync(file)) continue;
    for (const [i, line] of linesOf(readTextFile(file)).entries()) {
      if (line.trim() === "") continue;
      const name = existsSync(fileOf(at, line)) ? line : line.trim();
      const place = `${pathInside(root, file)}, line ${i + 1}`;
      const known = listed.get(name);
      if (known === undefined) listed.set(name, { part, place });
      else if (list !== "trainval" || known.part === "test")
        throw new Error(
          `An image must be in one part; ${name} is in two (${known.place}; ${place}): remove one.`,
        );
    }
  }
  return listed;
}

function annotationsBelow(folder: string, prefix: string): string[] {
  const { folders, files } = listFolder(folder);
  return [
    ...files.filter((name) => name.endsWith(".xml")).map((name) => `${prefix}${stemOf(name)}`),
    ...folders.flatMap((name) => annotationsBelow(join(folder, name), `${prefix}${name}/`)),
  ];
}

function imageOf(
  root: string,
  at: VocFolders,
  name: string,
  annotation: VocAnnotation,
  part: Part | undefined,
  finder: FileFinder,
  tally: RepairTally,
): FoundImage {
  const shown = pathInside(root, fileOf(at, name));
  const folder = posix.dirname(name) === "." ? "" : `${posix.dirname(name)}/`;
  const files = finder.images(join(at.images, folder), posix.basename(name));
  if (files.length > 1)
    throw new Error(
      `Each annotation must have one image; ${shown} has ${files.map((file) => pathInside(root, file)).join(" and ")}: ` +
        `remove or rename one of them.`,
    );
  const [file] = files;
  const own = posix.basename((annotation.filename ?? "").replaceAll("\\", "/"));
  const isNamed = stemOf(own) === posix.basename(name) && isImageName(own);
  const path = file !== undefined ? pathInside(at.images, file) : isNamed ? folder + own : name;
  return {
    path,
    place: shown,
    ...(file !== undefined && { file }),
    ...(part !== undefined && { part }),
    ...(annotation.size !== undefined && { stated: annotation.size }),
    label: () => ({ kind: "boxes", boxes: boxesOf(annotation, shown, tally) }),
  };
}

function boxesOf({ objects }: VocAnnotation, shown: string, tally: RepairTally): FoundBox[] {
  return objects.flatMap(({ name, corners, difficult, line }) => {
    const place = `${shown}, line ${line}`;
    const plane = vocCorners(corners);
    if (plane !== undefined) return [{ name, corners: plane, difficult, place }];
    countRepair(tally, "empty", place);
    return [];
  });
}
