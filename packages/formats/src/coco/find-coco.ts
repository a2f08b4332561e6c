/** Finds the annotation files of a COCO data set, and the folder its images are in. */
import { existsSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { PartName } from "../annotated/annotated-dataset.ts";
import type { FileFinder } from "../annotated/find-file.ts";
import { listFolder } from "../list-folder.ts";

/** What the annotations of a file are of, by its name. */
export type CocoKind = "instances" | "person_keypoints";

/** An annotation file. */
export interface CocoPart {
  readonly file: string;
  readonly part: PartName;
  readonly kind: CocoKind | undefined; // undefined where the name does not say
  readonly split: string; // as its name has it: train, val2017
}

const named = /^(?:(instances|person_keypoints)_)?((train|validation|valid|val|test|default)[^/]*)\.json$/i;
const exported = "_annotations.coco.json";
const partNames: Readonly<Record<string, PartName>> = {
  train: "train",
  val: "validation",
  valid: "validation",
  validation: "validation",
  test: "test",
  default: "train", // CVAT's name for what is in no part
};

/**
 * The annotation files of `root`: `annotations/instances_SPLIT.json` and `person_keypoints_SPLIT.json` (in `root` itself
 * too), where SPLIT is train, val or test with anything after it (train2017), or default, CVAT's name for all; else
 * `annotations/SPLIT.json`; else, as other tools export, `SPLIT/_annotations.coco.json`. The last two are taken for
 * both kinds. Of both kinds those of `wanted` are given if there are any, else those of the other. Empty if there is
 * none. Throws where two files name one part.
 */
export function findCoco(root: string, wanted: CocoKind): CocoPart[] {
  const parts = cocoFiles(root, wanted);
  for (const [i, { part, file }] of parts.entries()) {
    const earlier = parts.slice(0, i).find((one) => one.part === part);
    if (earlier !== undefined)
      throw new Error(
        `In ${root}, ${earlier.file} and ${file} both name the ${part} part: keep one of them.`,
      );
  }
  return parts;
}

/** The same files, be they several of one part. */
export function cocoFiles(root: string, wanted: CocoKind): CocoPart[] {
  const inFolder = namedParts(join(root, "annotations"));
  const kinds = [...inFolder, ...namedParts(root)].filter(({ kind }) => kind !== undefined);
  const other = wanted === "instances" ? "person_keypoints" : "instances";
  const lists = [
    kinds.filter(({ kind }) => kind === wanted),
    kinds.filter(({ kind }) => kind === other),
    inFolder,
    exportedParts(root),
  ];
  return lists.find((list) => list.length > 0) ?? [];
}

function namedParts(folder: string): CocoPart[] {
  if (!existsSync(folder)) return [];
  return listFolder(folder).files.flatMap((name) => {
    const match = named.exec(name);
    if (match === null) return [];
    const [, kind, split, part] = match;
    return [
      {
        file: join(folder, name),
        kind: kind?.toLowerCase() as CocoKind | undefined,
        split,
        part: partNames[part.toLowerCase()],
      },
    ];
  });
}

function exportedParts(root: string): CocoPart[] {
  return listFolder(root).folders.flatMap((split) => {
    const part = partNames[split.toLowerCase()];
    const file = join(root, split, exported);
    return part !== undefined && existsSync(file) ? [{ file, kind: undefined, split, part }] : [];
  });
}

/**
 * The folder that the names of images are relative to: of `images/SPLIT`, `SPLIT`, `images`, `JPEGImages`, `root` itself
 * and the folder of the annotation file, the one that has the most of the names. Throws if none has any.
 */
export function imageFolder(
  root: string,
  part: Pick<CocoPart, "split" | "file">,
  names: readonly string[],
  finder: FileFinder,
): string {
  const folder = findImageFolder(root, part, names, finder);
  if (folder === undefined)
    throw new Error(
      `None of the ${names.length} images of ${basename(part.file)} (${names[0]} is one) can be found; looked in ` +
        `${[...new Set(candidates(root, part))].join(", ")}: put the images into one of these folders.`,
    );
  return folder;
}

/** The same folder, or undefined if none has any of the names. */
export function findImageFolder(
  root: string,
  part: Pick<CocoPart, "split" | "file">,
  names: readonly string[],
  finder: FileFinder,
): string | undefined {
  let best: { readonly folder: string | undefined; readonly found: number } = { folder: undefined, found: 0 };
  for (const folder of candidates(root, part).filter((candidate) => existsSync(candidate))) {
    let found = 0;
    for (const name of names) if (finder.named(folder, name) !== undefined) found += 1;
    if (found > best.found) best = { folder, found };
    if (found === names.length) break;
  }
  return best.folder;
}

function candidates(root: string, { split, file }: Pick<CocoPart, "split" | "file">): string[] {
  return [
    join(root, "images", split),
    join(root, split),
    join(root, "images"),
    join(root, "JPEGImages"),
    root,
    dirname(file),
  ];
}
