/** Matches found boxes to true ones. */

import type { FoundBoxes, TrueBoxes } from "../../annotations.ts";
import { boxAreas, boxOverlap } from "./box-overlap.ts";
import { checkBoxes } from "./check-boxes.ts";
import { boxProtocol, cocoThresholds } from "./coco-protocol.ts";
import { collectMatches, type ImageObjects } from "./collect-matches.ts";
import { matchObjects } from "./match-objects.ts";
import type { ObjectMatches } from "./object-matches.ts";

/** How boxes are held against each other. */
export interface BoxOptions {
  /** Overlaps that a found box must reach to be right, ascending, each in (0, 1]; 0.5, 0.55, …, 0.95 by default. */
  readonly thresholds?: readonly number[];
  /**
   * Width times height of each box as a file had them, by image; from the corners by default. A corner x + width has
   * lost the last bits of the width, and those decide where an overlap is exactly a threshold.
   */
  readonly boxAreas?: { readonly truths: readonly Float64Array[]; readonly found: readonly Float64Array[] };
}

/**
 * What becomes of every found box under COCO's rules. `truths[i]` and `found[i]` are of one image.
 *
 * @throws as `checkBoxes` and `checkThresholds`
 */
export function matchBoxes(
  truths: readonly TrueBoxes[],
  found: readonly FoundBoxes[],
  classes: number,
  { thresholds = cocoThresholds, boxAreas: given }: BoxOptions = {},
): ObjectMatches {
  checkBoxes(truths, found, classes);
  checkThresholds(thresholds);
  const images = truths.map((boxes, i) =>
    boxObjects(
      boxes,
      given?.truths[i] ?? boxAreas(boxes.corners),
      found[i],
      given?.found[i] ?? boxAreas(found[i].corners),
    ),
  );
  return collectMatches(images, classes, boxProtocol(thresholds), matchObjects);
}

/** @throws when there is no threshold, one is outside (0, 1], or they do not ascend */
export function checkThresholds(thresholds: readonly number[]): void {
  const ascend = thresholds.every((one, i) => one > (i === 0 ? 0 : thresholds[i - 1]) && one <= 1);
  if (thresholds.length === 0 || !ascend)
    throw new RangeError(
      `Thresholds of the overlap must ascend within (0, 1], at least one; got ${thresholds.join(", ") || "none"}.`,
    );
}

/** The boxes of an image as objects that overlap by intersection over union. */
export function boxObjects(
  truth: TrueBoxes,
  truthBoxAreas: Float64Array,
  found: FoundBoxes,
  foundAreas: Float64Array,
): ImageObjects {
  return {
    truthClasses: truth.classes,
    truthAreas: truth.areas,
    ignored: truth.ignored,
    crowds: truth.crowds,
    foundClasses: found.classes,
    foundAreas,
    scores: found.scores,
    overlap: (d, g) =>
      boxOverlap(found.corners, d, foundAreas[d], truth.corners, g, truthBoxAreas[g], truth.crowds[g] === 1),
  };
}
