/** From what the anchors of an image say to the boxes that are found in it. */
import type { FoundBoxes } from "@querent/core";
import type { Anchors } from "./anchors.ts";
import { decodeBox } from "./box-coding.ts";
import { nonMaximumSuppression } from "./non-maximum-suppression.ts";

/** What a network says of one image: views into a batch's outputs. */
export interface AnchorOutputs {
  readonly probabilities: Float32Array; // (anchors, classes + 1), the background last
  readonly offsets: Float32Array; // (anchors, 4)
}

export interface ImageSize {
  readonly width: number;
  readonly height: number;
}

/** SSD's constants: Liu et al. 2016, arXiv 1512.02325, section 3.1 and 3.2. */
const FOUND = { floor: 0.01, overlap: 0.45, each: 400, all: 200 };
/** For strategies: surer boxes, one an object. */
const OBJECTS = { floor: 0.05, overlap: 0.5, all: 100 };

/**
 * Class by class, the boxes whose probability is above 0.01, the 400 best of them after non-maximum suppression at 0.45,
 * and of all classes the 200 best. Corners in pixels, clipped to the image; boxes clipped to nothing are left out.
 */
export function foundBoxes(
  outputs: AnchorOutputs,
  anchors: Anchors,
  classes: number,
  size: ImageSize,
): FoundBoxes {
  const { probabilities } = outputs;
  const corners = candidateCorners(outputs, anchors, classes, size, FOUND.floor);
  const found: { place: number; cls: number; score: number }[] = [];
  const scores = new Float64Array(anchors.count);
  for (let cls = 0; cls < classes; cls++) {
    const places: number[] = [];
    for (const place of corners.places) {
      scores[place] = probabilities[place * (classes + 1) + cls];
      if (scores[place] > FOUND.floor) places.push(place);
    }
    const best = places.sort((a, b) => scores[b] - scores[a] || a - b).slice(0, FOUND.each);
    for (const place of nonMaximumSuppression(corners.all, scores, best, FOUND.overlap, FOUND.all))
      found.push({ place, cls, score: scores[place] });
  }
  found.sort((a, b) => b.score - a.score || a.place - b.place);
  const kept = found.slice(0, FOUND.all);
  return {
    count: kept.length,
    corners: cornersOf(
      corners.all,
      kept.map(({ place }) => place),
    ),
    classes: Int32Array.from(kept, ({ cls }) => cls),
    scores: Float64Array.from(kept, ({ score }) => score),
  };
}

/** One box an object, with the probabilities of all classes. */
export interface ObjectBoxes {
  readonly places: readonly number[]; // anchors
  readonly corners: Float64Array; // (boxes, 4), pixels
}

/**
 * The anchors whose surest class is above 0.05, after non-maximum suppression at 0.5 by that probability whatever the
 * class, the 100 best.
 */
export function objectBoxes(
  outputs: AnchorOutputs,
  anchors: Anchors,
  classes: number,
  size: ImageSize,
): ObjectBoxes {
  const { probabilities } = outputs;
  const corners = candidateCorners(outputs, anchors, classes, size, OBJECTS.floor);
  const scores = new Float64Array(anchors.count);
  for (const place of corners.places)
    for (let cls = 0; cls < classes; cls++)
      scores[place] = Math.max(scores[place], probabilities[place * (classes + 1) + cls]);
  const places = nonMaximumSuppression(corners.all, scores, corners.places, OBJECTS.overlap, OBJECTS.all);
  return { places, corners: cornersOf(corners.all, places) };
}

/** The corners of the anchors that any class is above `floor` in, clipped to the image, if anything is left of them. */
function candidateCorners(
  { probabilities, offsets }: AnchorOutputs,
  { count, boxes }: Anchors,
  classes: number,
  { width, height }: ImageSize,
  floor: number,
): { places: number[]; all: Float64Array } {
  const all = new Float64Array(4 * count);
  const places: number[] = [];
  for (let place = 0; place < count; place++) {
    const row = place * (classes + 1);
    let isSure = false;
    for (let cls = 0; cls < classes && !isSure; cls++) isSure = probabilities[row + cls] > floor;
    if (!isSure) continue;
    decodeBox(offsets, 4 * place, boxes, place, all, 4 * place);
    for (let side = 0; side < 4; side++)
      all[4 * place + side] =
        Math.min(1, Math.max(0, all[4 * place + side])) * (side % 2 === 0 ? width : height);
    if (all[4 * place + 2] > all[4 * place] && all[4 * place + 3] > all[4 * place + 1]) places.push(place);
  }
  return { places, all };
}

function cornersOf(all: Float64Array, places: readonly number[]): Float64Array {
  const corners = new Float64Array(4 * places.length);
  places.forEach((place, at) => corners.set(all.subarray(4 * place, 4 * place + 4), 4 * at));
  return corners;
}
