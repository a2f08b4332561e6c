/** The part of a COCO annotation file that is read, checked entry by entry. */
import { readJson } from "../text/read-json.ts";

/** The number, or text, by which entries refer to each other. */
export type CocoId = number | string;

/** An entry of `images`. */
export interface CocoImage {
  readonly id: CocoId;
  readonly file_name: string;
  readonly width?: number;
  readonly height?: number;
}

/** An entry of `categories`. */
export interface CocoCategory {
  readonly id: CocoId;
  readonly name: string;
  readonly keypoints?: readonly string[];
  readonly skeleton?: readonly (readonly [number, number])[]; // from 1
}

/** An entry of `annotations`. */
export interface CocoAnnotation {
  readonly id?: CocoId;
  readonly image_id: CocoId;
  readonly category_id: CocoId;
  readonly bbox: readonly [number, number, number, number]; // x, y, width, height
  readonly area?: number;
  readonly iscrowd?: 0 | 1 | boolean;
  readonly keypoints?: readonly number[]; // (joints, 3): x, y, v
}

/** A file of COCO's format (https://cocodataset.org/#format-data), without what is not read. */
export interface CocoFile {
  readonly file: string;
  readonly images: readonly CocoImage[];
  readonly categories: readonly CocoCategory[];
  readonly annotations: readonly CocoAnnotation[];
}

type Entry = Readonly<Record<string, unknown>>;

/**
 * Reads a COCO annotation file.
 *
 * @throws naming the file and the line where it is not JSON, or the entry that lacks what it must have: an image its
 *   `id` and `file_name`; a category its `id` and `name`; an annotation an image, a category that exists, and a `bbox`
 *   of four numbers. Two images, or two categories, of one id or name are refused too.
 */
export function readCocoFile(file: string): CocoFile {
  const root = readJson(file);
  if (!isEntry(root))
    throw new Error(`${file} must hold a JSON object with images, annotations and categories.`);
  const images = listOf(file, root, "images");
  const categories = listOf(file, root, "categories");
  const annotations = listOf(file, root, "annotations");
  images.forEach((entry, i) => {
    checkId(file, entry.id, `images[${i}]`);
    const place = `${file}, image ${String(entry.id)}`;
    if (typeof entry.file_name !== "string" || entry.file_name === "")
      throw new Error(`${place}: it must have a file_name; got ${JSON.stringify(entry.file_name)}.`);
    for (const side of ["width", "height"])
      if (entry[side] !== undefined && !(Number.isInteger(entry[side]) && (entry[side] as number) > 0))
        throw new Error(
          `${place}: its ${side} must be a positive whole number; got ${JSON.stringify(entry[side])}.`,
        );
  });
  categories.forEach((entry, i) => {
    checkId(file, entry.id, `categories[${i}]`);
    if (typeof entry.name !== "string" || entry.name === "")
      throw new Error(
        `${file}, category ${String(entry.id)}: it must have a name; got ${JSON.stringify(entry.name)}.`,
      );
  });
  for (const [what, list, field] of [
    ["images", images, "id"],
    ["images", images, "file_name"],
    ["categories", categories, "id"],
    ["categories", categories, "name"],
  ] as const)
    refuseTwo(file, what, list, field);
  const known = new Set(categories.map(({ id }) => id));
  annotations.forEach((entry, i) => checkAnnotation(placeOf(file, entry, i), entry, known));
  return { file, images, categories, annotations } as unknown as CocoFile;
}

/** Where an annotation stands, by its id if it has one. */
export function placeOf(file: string, annotation: { readonly id?: unknown }, index: number): string {
  const { id } = annotation;
  return id === undefined ? `${file}, annotations[${index}]` : `${file}, annotation ${String(id)}`;
}

function checkAnnotation(place: string, entry: Entry, categories: ReadonlySet<unknown>): void {
  const { image_id, category_id, bbox, area, iscrowd } = entry;
  if (image_id === undefined) throw new Error(`${place}: it must have an image_id.`);
  if (!categories.has(category_id))
    throw new Error(
      `${place}: its category_id must be the id of a category; no category has ${JSON.stringify(category_id)}.`,
    );
  if (!Array.isArray(bbox) || bbox.length !== 4 || !bbox.every(Number.isFinite))
    throw new Error(
      `${place}: its bbox must be four numbers, x, y, width and height; got ${JSON.stringify(bbox)}.`,
    );
  if (area !== undefined && typeof area !== "number")
    throw new Error(`${place}: its area must be a number; got ${JSON.stringify(area)}.`);
  if (![undefined, 0, 1, false, true].includes(iscrowd as never))
    throw new Error(`${place}: its iscrowd must be 0 or 1; got ${JSON.stringify(iscrowd)}.`);
}

function listOf(file: string, root: Entry, what: string): Entry[] {
  const list = root[what];
  if (!Array.isArray(list))
    throw new Error(
      `${file} must have a list "${what}"; ${list === undefined ? "it has none" : "it is no list"}.`,
    );
  const wrong = list.findIndex((entry) => !isEntry(entry));
  if (wrong >= 0) throw new Error(`${file}: ${what}[${wrong}] must be an object.`);
  return list as Entry[];
}

function isEntry(value: unknown): value is Entry {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function checkId(file: string, id: unknown, what: string): void {
  if (typeof id !== "number" && typeof id !== "string")
    throw new Error(`${file}: ${what} must have an id, a number or a text; got ${JSON.stringify(id)}.`);
}

function refuseTwo(file: string, what: string, list: readonly Entry[], field: string): void {
  const seen = new Set<unknown>();
  for (const entry of list) {
    const value = entry[field];
    if (seen.has(value))
      throw new Error(
        `${file}: two ${what} have the ${field} ${JSON.stringify(value)}: each must have its own.`,
      );
    seen.add(value);
  }
}
