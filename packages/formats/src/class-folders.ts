/** Reads a data set whose folders are its classes: which file belongs to which split and class. */
import { realpathSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import type { SkippedFile } from "@querent/core";
import { findClassLayout } from "./class-layout.ts";
import type { SplitName } from "./class-layout.ts";
import { imageExtensions, isImageName } from "./image-extensions.ts";
import { listFolder } from "./list-folder.ts";
import { compareNatural } from "./natural-order.ts";
import { requireFolder } from "./require-folder.ts";

/** One labelled image file. */
export interface LabelledFile {
  readonly file: string; // absolute
  readonly label: number; // an index into the classes
  readonly id: string; // path relative to the root, with "/" between names on every system
}

/** What a folder of class folders holds. Classes and files are in natural order of their names. */
export interface ClassFolders {
  readonly name: string; // the folder's own name
  readonly classes: readonly string[];
  readonly train: readonly LabelledFile[];
  readonly validation?: readonly LabelledFile[];
  readonly test?: readonly LabelledFile[];
  readonly skipped: readonly SkippedFile[]; // file is a path relative to the root
}

/**
 * Lists the images of `root` by class. Folders inside a class folder belong to the class. Files that are not images by
 * their extension, and folders that are not part of the layout, are listed as skipped; hidden files are not mentioned.
 * Throws if the folder is missing, has no class folders or only one, if a class folder has no image, or if another part
 * has a class that `train` lacks. With `anyClasses` one class is enough, and parts may have different ones, or be there
 * without train.
 */
export function scanClassFolders(root: string, anyClasses = false): ClassFolders {
  requireFolder(root);
  const layout = findClassLayout(root, anyClasses);
  if (layout === undefined)
    throw new Error(
      `${root} has no class folders: it must hold one folder of images per class, or train/ and test/ with such folders.`,
    );
  const skipped: SkippedFile[] = layout.beside.map((file) => ({
    file,
    reason: "a folder beside the parts of the data set",
  }));
  const sources = anyClasses ? Object.values(layout.splits) : [layout.splits.train as string];
  const all = sources.flatMap((folder) => listFolder(join(root, folder)).folders);
  const classes = [...new Set(all)].sort(compareNatural);
  const parts: Partial<Record<SplitName, LabelledFile[]>> = {};
  for (const split of ["train", "validation", "test"] as const) {
    const folder = layout.splits[split];
    if (folder !== undefined) parts[split] = scanSplit(root, folder, classes, skipped);
  }
  if (classes.length < 2 && !anyClasses)
    throw new Error(
      `${root} has one class, "${classes[0]}": classification needs at least two class folders.`,
    );
  return { name: basename(resolve(root)), classes, ...parts, train: parts.train ?? [], skipped };
}

function scanSplit(
  root: string,
  split: string,
  classes: readonly string[],
  skipped: SkippedFile[],
): LabelledFile[] {
  const { folders, files } = listFolder(join(root, split));
  for (const file of files.filter(isImageName))
    skipped.push({ file: joinId(split, file), reason: "an image outside the class folders" });
  const items: LabelledFile[] = [];
  for (const folder of folders) {
    const label = classes.indexOf(folder);
    const path = joinId(split, folder);
    if (label < 0)
      throw new Error(
        `The class folder ${path} of ${root} has no counterpart in the training part: add or remove it.`,
      );
    const before = items.length;
    for (const id of walkImages(root, path, new Set(), skipped))
      items.push({ file: resolve(root, id), label, id });
    if (items.length === before)
      throw new Error(`The class folder ${path} of ${root} has no images: add some or remove the folder.`);
  }
  return items;
}

/** The images at and below one folder; `above` holds the real paths on the way down, so that a link cannot loop. */
function walkImages(
  root: string,
  path: string,
  above: ReadonlySet<string>,
  skipped: SkippedFile[],
): string[] {
  const real = realpathSync(join(root, path));
  if (above.has(real)) {
    skipped.push({ file: path, reason: "a link to a folder above it" });
    return [];
  }
  const { folders, files, broken } = listFolder(real);
  const found: string[] = [];
  for (const name of files) {
    if (isImageName(name)) found.push(joinId(path, name));
    else
      skipped.push({
        file: joinId(path, name),
        reason: `not an image: its extension is none of ${extensions}`,
      });
  }
  for (const name of broken) skipped.push({ file: joinId(path, name), reason: "a link that points nowhere" });
  for (const name of folders)
    found.push(...walkImages(root, joinId(path, name), new Set(above).add(real), skipped));
  return found;
}

const extensions = imageExtensions.join(", ");

function joinId(folder: string, name: string): string {
  return folder === "" ? name : `${folder}/${name}`;
}
