/** Reads what a model found, in COCO's format of results. */
import { readJson } from "../text/read-json.ts";
import type { CocoFile, CocoId } from "./coco-file.ts";

/** An entry of a results file: a box, a pose, or a pose with its box. */
export interface CocoResult {
  readonly image_id: CocoId;
  readonly category_id: CocoId;
  readonly score: number;
  readonly bbox?: readonly [number, number, number, number]; // x, y, width, height
  readonly keypoints?: readonly number[]; // (joints, 3): x, y and a number that is not read
}

/** What a file of results holds. */
export interface CocoResults {
  readonly results: readonly CocoResult[]; // in the order of the file
  /** How many entries are of images that the annotations do not list; they are left out. */
  readonly ofOthers: number;
}

type Entry = Readonly<Record<string, unknown>>;

/**
 * Reads a file of results (https://cocodataset.org/#format-results), a JSON list of
 * `{ image_id, category_id, bbox, score }` or `{ image_id, category_id, keypoints, score }`. A model may have been asked
 * about more images than have annotations: entries of others are left out and counted.
 *
 * @param truth the annotations that the results are held against
 * @throws naming the file and the line where it is not JSON, or the place in the list of an entry that names a
 * category that `truth` lacks, has no finite score, neither `bbox` nor `keypoints`, a `bbox` that is not four numbers
 * with width and height of at least 0, or `keypoints` that are not three numbers a joint; or where no entry is of an image
 * that `truth` lists
 */
export function readCocoResults(file: string, truth: CocoFile): CocoResults {
  const list = readJson(file);
  if (!Array.isArray(list)) throw new Error(noList(file, list));
  const images = new Set(truth.images.map(({ id }) => id));
  const categories = new Set(truth.categories.map(({ id }) => id));
  list.forEach((entry: unknown, i) => {
    const fault = faultOf(entry, categories, truth.file);
    if (fault !== undefined) throw new Error(`${file}, entry ${i} (from 0): ${fault}`);
  });
  const results = (list as CocoResult[]).filter(({ image_id }) => images.has(image_id));
  if (list.length > 0 && results.length === 0)
    throw new Error(
      `${file}, entry 0 (from 0): its image_id must be the id of an image in ${truth.file}, and that of no entry is; no ` +
        `image has ${JSON.stringify((list[0] as Entry).image_id)}.`,
    );
  return { results, ofOthers: list.length - results.length };
}

function noList(file: string, value: unknown): string {
  const what = isEntry(value)
    ? `an object with ${Object.keys(value).slice(0, 4).join(", ") || "nothing"}`
    : "no list";
  return `${file} must hold a JSON list of results, [{ "image_id", "category_id", "bbox", "score" }, …]; it holds ${what}. Annotations are no results: they belong to the ground truth.`;
}

/** What is wrong with an entry, as a sentence; undefined if nothing is. */
function faultOf(entry: unknown, categories: ReadonlySet<unknown>, truth: string): string | undefined {
  if (!isEntry(entry)) return `it must be an object; got ${JSON.stringify(entry)}.`;
  const { image_id, category_id, score, bbox, keypoints } = entry;
  if (typeof image_id !== "number" && typeof image_id !== "string")
    return `its image_id must be a number or a text; got ${JSON.stringify(image_id)}.`;
  if (!categories.has(category_id))
    return `its category_id must be the id of a category in ${truth}; no category has ${JSON.stringify(category_id)}.`;
  if (!Number.isFinite(score)) return `its score must be a finite number; got ${JSON.stringify(score)}.`;
  if (bbox === undefined && keypoints === undefined) return "it must have a bbox or keypoints.";
  if (bbox !== undefined && !isBox(bbox))
    return `its bbox must be four numbers, x, y, width and height, the last two at least 0; got ${JSON.stringify(bbox)}.`;
  if (keypoints !== undefined && !areKeypoints(keypoints))
    return `its keypoints must be x, y and v for each joint, finite numbers; got ${JSON.stringify(keypoints)}.`;
  return undefined;
}

const isEntry = (value: unknown): value is Entry =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isBox = (value: unknown): boolean =>
  Array.isArray(value) &&
  value.length === 4 &&
  value.every(Number.isFinite) &&
  value[2] >= 0 &&
  value[3] >= 0;

const areKeypoints = (value: unknown): boolean =>
  Array.isArray(value) && value.length > 0 && value.length % 3 === 0 && value.every(Number.isFinite);
