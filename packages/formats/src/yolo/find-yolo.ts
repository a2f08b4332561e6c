/** Finds the parts of a YOLO data set: its description, and the images of each part. */
import { existsSync, statSync } from "node:fs";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import type { PartName } from "../annotated/annotated-dataset.ts";
import { isImageName } from "../image-extensions.ts";
import { listFolder } from "../list-folder.ts";
import { parseYaml, type Yaml } from "../text/parse-yaml.ts";
import { linesOf, readTextFile } from "../text/read-text-file.ts";

/** An image and where it is listed. */
export interface ListedImage {
  readonly file: string; // absolute; it need not exist if a list names it
  readonly place: string;
}

/** The description file. */
export interface YoloDescription {
  readonly file: string;
  readonly entries: ReadonlyMap<string, Yaml>;
}

/** What was found. */
export interface YoloLayout {
  readonly description: YoloDescription | undefined;
  readonly parts: Readonly<Partial<Record<PartName, readonly ListedImage[]>>>;
  readonly notes: readonly string[];
}

/** The names of folders of parts. */
export const partFolders: Readonly<Record<PartName, readonly string[]>> = {
  train: ["train", "training"],
  validation: ["val", "valid", "validation"],
  test: ["test", "testing"],
};
const partKeys: Readonly<Record<PartName, readonly string[]>> = {
  train: ["train"],
  validation: ["val", "valid"],
  test: ["test"],
};
const partNames = Object.keys(partFolders) as PartName[];

/**
 * The parts that a description in `root` names (a `.yaml` or `.yml` file with `names`): each a folder, which is searched
 * with all folders in it, a `.txt` list of image files, or a list of those, relative to `path` if that is a folder
 * inside `root`, else to `root`. Without a description `images/PART`, `PART/images`, or `images` alone, with `labels` in
 * place of `images` beside it. Undefined if there is none of this. Throws where two descriptions are there, where the
 * description is malformed, or where it names a training part that is not there.
 */
export function findYolo(root: string): YoloLayout | undefined {
  const base = resolve(root);
  const description = findDescription(base);
  if (description !== undefined) return describedLayout(base, description);
  const parts: Partial<Record<PartName, ListedImage[]>> = {};
  for (const part of partNames)
    for (const folder of partFolders[part])
      for (const [images, labels] of [
        [`images/${folder}`, `labels/${folder}`],
        [`${folder}/images`, `${folder}/labels`],
      ])
        if (existsSync(join(base, images)) && existsSync(join(base, labels)))
          parts[part] = [...(parts[part] ?? []), ...imagesBelow(base, join(base, images))];
  if (Object.keys(parts).length > 0) return { description, parts, notes: [] };
  if (!existsSync(join(base, "images")) || !existsSync(join(base, "labels"))) return undefined;
  return { description, parts: { train: imagesBelow(base, join(base, "images")) }, notes: [] };
}

/** The description in a folder; undefined if there is none. Throws where there are two, or it is malformed. */
export function findDescription(root: string): YoloDescription | undefined {
  const found = listFolder(root).files.flatMap((name) => {
    if (!/\.ya?ml$/i.test(name)) return [];
    const text = readTextFile(join(root, name));
    return /^["']?names["']?\s*:/m.test(text) ? [{ file: join(root, name), text }] : [];
  });
  if (found.length > 1)
    throw new Error(
      `${root} must have one description with names; ${found.map(({ file }) => basename(file)).join(" and ")} have ` +
        `them: keep one.`,
    );
  if (found.length === 0) return undefined;
  const [{ file, text }] = found;
  const entries = parseYaml(text, file);
  if (!(entries instanceof Map))
    throw new Error(`${file} must be a map with names, train and val; it is a list.`);
  return { file, entries };
}

function describedLayout(root: string, description: YoloDescription): YoloLayout {
  const { file } = description;
  const base = describedBase(root, description);
  const notes: string[] = [];
  const parts: Partial<Record<PartName, ListedImage[]>> = {};
  for (const [part, names] of describedParts(description)) {
    const images = names.map((name) => imagesNamed(root, base, name));
    const missing = names.filter((_, i) => images[i] === undefined);
    if (missing.length === 0) parts[part] = images.flat() as ListedImage[];
    else if (part === "train")
      throw new Error(`${file}: its train must be inside ${root}; ${missing.join(", ")} is not there.`);
    else notes.push(`The ${part} part, ${missing.join(", ")}, is not there.`);
  }
  return { description, parts, notes };
}

/** The folder that a description's parts are relative to. */
export function describedBase(root: string, { entries }: YoloDescription): string {
  const path = entries.get("path");
  const stated = typeof path === "string" && path !== "" ? resolve(root, path) : root;
  return isInside(root, stated) && existsSync(stated) ? stated : root;
}

/** The folders and lists of each part that a description has. Throws where they are something else. */
export function describedParts({
  file,
  entries,
}: YoloDescription): (readonly [PartName, readonly string[]])[] {
  return partNames.flatMap((part) => {
    const value = partKeys[part]
      .map((key) => entries.get(key))
      .find((entry) => entry !== undefined && entry !== "");
    if (value === undefined) return [];
    const names = typeof value === "string" ? [value] : Array.isArray(value) ? value : [];
    if (names.length === 0 || names.some((name) => typeof name !== "string"))
      throw new Error(`${file}: its ${part} must be a folder, a list of image files, or several of these.`);
    return [[part, names as readonly string[]] as const];
  });
}

/** The images of a folder or a list; undefined if it is not there or outside of the root. */
export function imagesNamed(root: string, base: string, name: string): ListedImage[] | undefined {
  const at = [name, name.replace(/^(\.\.\/)+/, "")] // exports of some tools lead one folder too far up
    .map((given) => resolve(base, given))
    .find((path) => isInside(root, path) && existsSync(path));
  if (at === undefined) return undefined;
  if (statSync(at).isDirectory()) return imagesBelow(root, at);
  const shown = shownPath(root, at);
  const isExport = !existsSync(resolve(base, "data")); // some tools call the folder of the set "data"
  return linesOf(readTextFile(at)).flatMap((line, i) => {
    const text = isExport ? line.trim().replace(/^data\//, "") : line.trim();
    if (text === "") return [];
    const file = text.startsWith("./") ? resolve(dirname(at), text) : resolve(base, text);
    return [{ file, place: `${shown}, line ${i + 1}` }];
  });
}

/** The image files of a folder and of all folders in it. */
export function imagesBelow(root: string, folder: string): ListedImage[] {
  const { folders, files } = listFolder(folder);
  return [
    ...files.filter(isImageName).map((name) => {
      const file = join(folder, name);
      return { file, place: shownPath(root, file) };
    }),
    ...folders.flatMap((name) => imagesBelow(root, join(folder, name))),
  ];
}

function isInside(root: string, path: string): boolean {
  return relative(root, path).split(sep)[0] !== "..";
}

function shownPath(root: string, path: string): string {
  return relative(root, path).split(sep).join("/");
}
