/** Pascal VOC's average precision of found boxes. */

import type { FoundBoxes, TrueBoxes } from "../../annotations.ts";
import { averagePrecision, meanAveragePrecision, type RecallPoints } from "./average-precision.ts";
import { boxAreas } from "./box-overlap.ts";
import { checkBoxes } from "./check-boxes.ts";
import { collectMatches } from "./collect-matches.ts";
import { boxObjects } from "./match-boxes.ts";
import { RIGHT, UNCOUNTED, WRONG, type MatchRule } from "./match-objects.ts";
import type { ObjectMatches } from "./object-matches.ts";

/** How boxes are held against each other. */
export interface VocOptions {
  /** Intersection over union that makes a found box right, in (0, 1]; 0.5 by default. */
  readonly overlap?: number;
  /** `every` recall (VOC 2010 and later, the default) or `eleven` of them (VOC 2007). */
  readonly points?: RecallPoints;
  /**
   * Whether a box holds the pixels that its corners name, both of them, so that it is x2 - x1 + 1 wide, as in VOC's
   * own files and devkit. By default corners lie between pixels, as everywhere in Querent, and it is x2 - x1 wide.
   */
  readonly cornersArePixels?: boolean;
}

/** Average precision of each class and its mean; undefined where there was nothing to find. */
export interface VocEvaluation {
  readonly mean: number | undefined; // over the classes that have a truth
  readonly perClass: readonly (number | undefined)[];
  readonly matches: ObjectMatches;
}

/**
 * The found boxes take their turn by falling score, equal ones in the order of images and of their lists. Each looks
 * only at the true box of its class that it overlaps most (of equals the first in the list). If the overlap reaches the
 * threshold, it is right where that box is still free, wrong where it was taken before (found twice), and not counted
 * where it is ignored (VOC's `difficult`; crowds too). Else it is wrong. Any number of boxes an image count.
 *
 * Source: VOCevaldet.m and VOCap.m of the VOC devkit; Everingham et al. 2010, "The Pascal visual object classes (VOC)
 * challenge", doi 10.1007/s11263-009-0275-4, section 4.2.
 *
 * @param truths and found: (images), entries i of the same image
 * @param classes the number of classes
 * @throws when boxes are not boxes (see `checkBoxes`) or the overlap is outside (0, 1]
 */
export function vocPrecision(
  truths: readonly TrueBoxes[],
  found: readonly FoundBoxes[],
  classes: number,
  options: VocOptions = {},
): VocEvaluation {
  const matches = matchByVoc(truths, found, classes, options);
  const points = options.points ?? "every";
  return {
    mean: meanAveragePrecision(matches, points),
    perClass: matches.classes.map((one) => averagePrecision(one, points)),
    matches,
  };
}

function matchByVoc(
  truths: readonly TrueBoxes[],
  found: readonly FoundBoxes[],
  classes: number,
  { overlap = 0.5, cornersArePixels = false }: VocOptions,
): ObjectMatches {
  checkBoxes(truths, found, classes);
  if (!(overlap > 0 && overlap <= 1))
    throw new RangeError(`The overlap that makes a box right must be in (0, 1]; got ${overlap}.`);
  const outer = cornersArePixels ? withLastPixel : (corners: Float64Array) => corners;
  const images = truths.map((boxes, i) => {
    const truth = { ...boxes, corners: outer(boxes.corners), crowds: new Uint8Array(boxes.count) };
    truth.ignored = boxes.ignored.map((flag, g) => flag | boxes.crowds[g]);
    const mine = { ...found[i], corners: outer(found[i].corners) };
    return boxObjects(truth, boxAreas(truth.corners), mine, boxAreas(mine.corners));
  });
  const protocol = {
    thresholds: [overlap],
    areas: [{ name: "all", from: 0, to: Infinity } as const],
    most: [Infinity],
  };
  return collectMatches(images, classes, protocol, matchNearest);
}

/** Corners between pixels of boxes whose corners are pixels: the last pixel's far edge is one further. */
const withLastPixel = (corners: Float64Array): Float64Array =>
  corners.map((value, i) => (i % 4 < 2 ? value : value + 1));

const matchNearest: MatchRule = (cell, _area, threshold, taken, out, at) => {
  const { found, truths, overlaps, uncounted } = cell;
  taken.fill(0, 0, truths);
  for (let d = 0; d < found; d += 1) {
    let best = -1;
    let most = 0;
    for (let g = 0; g < truths; g += 1) {
      if (overlaps[d * truths + g] <= most) continue;
      most = overlaps[d * truths + g];
      best = g;
    }
    if (most < threshold || taken[best] === 1) out[at + d] = WRONG;
    else out[at + d] = uncounted[best] === 1 ? UNCOUNTED : RIGHT;
    if (out[at + d] === RIGHT) taken[best] = 1;
  }
};
