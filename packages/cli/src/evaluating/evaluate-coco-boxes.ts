/** COCO's and VOC's numbers for the boxes of a results file. */
import { evaluateBoxes, vocPrecision, type BoxScores, type FoundBoxes, type TrueBoxes } from "@querent/core";
import type { CocoAnnotation, CocoFile, CocoId, CocoResult } from "@querent/formats";
import { ascending, byImage } from "./by-image.ts";

/** Pascal VOC's average precision at an overlap of 0.5, by every point and by eleven; undefined without a truth. */
export interface VocScores {
  readonly voc50: number | undefined;
  readonly voc50ElevenPoint: number | undefined;
}

export interface ClassNumbers {
  readonly class: string;
  readonly truths: number; // that count
  readonly scores: BoxScores & VocScores;
}

export interface BoxNumbers {
  readonly type: "boxes";
  readonly images: number;
  readonly truths: number; // that count
  readonly found: number;
  readonly scores: BoxScores & VocScores;
  readonly perClass: readonly ClassNumbers[];
  readonly notes: readonly string[];
}

/**
 * Boxes as the files have them, nothing clipped or left out but annotations of images that are not listed.
 *
 * @throws naming the annotation whose width or height is negative, or the entry of the results that has no box
 */
export function evaluateCocoBoxes(
  truth: CocoFile,
  results: readonly CocoResult[],
  resultsFile: string,
  thresholds: readonly number[] | undefined,
): BoxNumbers {
  const boxless = results.findIndex(({ bbox }) => bbox === undefined);
  if (boxless >= 0)
    throw new Error(`${resultsFile}, entry ${boxless} (from 0): it must have a bbox; it has keypoints only.`);
  for (const { id, bbox } of truth.annotations)
    if (bbox[2] < 0 || bbox[3] < 0)
      throw new Error(
        `${truth.file}, annotation ${String(id)}: its bbox must have a width and a height of at least 0; got ${JSON.stringify(bbox)}.`,
      );
  const categories = truth.categories.toSorted((a, b) => ascending(a.id, b.id));
  const classes = new Map<CocoId, number>(categories.map(({ id }, c) => [id, c]));
  const paired = byImage(truth, truth.annotations, results);
  const truths = paired.truths.map((list) => trueBoxes(list, classes));
  const found = paired.found.map((list) => foundBoxes(list, classes));
  const boxAreas = { truths: paired.truths.map(extents), found: paired.found.map(extents) };
  const coco = evaluateBoxes(truths, found, categories.length, { thresholds, boxAreas });
  const every = vocPrecision(truths, found, categories.length);
  const eleven = vocPrecision(truths, found, categories.length, { points: "eleven" });
  const perClass = categories.map(({ name }, c): ClassNumbers => {
    const { truths, ...scores } = coco.perClass[c];
    const voc = { voc50: every.perClass[c], voc50ElevenPoint: eleven.perClass[c] };
    return { class: name, truths, scores: { ...scores, ...voc } };
  });
  return {
    type: "boxes",
    images: truths.length,
    truths: perClass.reduce((sum, one) => sum + one.truths, 0),
    found: results.length,
    scores: { ...coco.scores, voc50: every.mean, voc50ElevenPoint: eleven.mean },
    perClass,
    notes: notesOn(truth, paired.truths),
  };
}

/** Sentences on what was left out or made up. */
function notesOn({ annotations }: CocoFile, truths: readonly (readonly CocoAnnotation[])[]): string[] {
  const orphans = annotations.length - truths.reduce((sum, list) => sum + list.length, 0);
  const arealess = annotations.filter(({ area }) => area === undefined).length;
  return [
    ...(orphans > 0 ? [`${orphans} annotations of images that the file does not list were left out.`] : []),
    ...(arealess > 0 ? [`${arealess} annotations have no area; that of their box was taken.`] : []),
  ];
}

const extents = (list: readonly { readonly bbox?: CocoAnnotation["bbox"] }[]): Float64Array =>
  Float64Array.from(list, ({ bbox }) => bbox![2] * bbox![3]);

function cornersOf(list: readonly { readonly bbox?: CocoAnnotation["bbox"] }[]): Float64Array {
  return Float64Array.from(
    list.flatMap(({ bbox }) => {
      const [x, y, width, height] = bbox!;
      return [x, y, x + width, y + height];
    }),
  );
}

function trueBoxes(list: readonly CocoAnnotation[], classes: ReadonlyMap<CocoId, number>): TrueBoxes {
  const crowds = Uint8Array.from(list, ({ iscrowd }) => (iscrowd === undefined || iscrowd === 0 ? 0 : 1));
  return {
    count: list.length,
    corners: cornersOf(list),
    classes: Int32Array.from(list, (one) => classes.get(one.category_id) as number),
    areas: Float64Array.from(list, ({ area, bbox }) => area ?? bbox[2] * bbox[3]),
    ignored: crowds,
    crowds,
  };
}

function foundBoxes(list: readonly CocoResult[], classes: ReadonlyMap<CocoId, number>): FoundBoxes {
  return {
    count: list.length,
    corners: cornersOf(list),
    classes: Int32Array.from(list, (one) => classes.get(one.category_id) as number),
    scores: Float64Array.from(list, ({ score }) => score),
  };
}
