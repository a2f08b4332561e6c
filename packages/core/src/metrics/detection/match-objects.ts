/** Which found objects of one image and class are right, by COCO's greedy rule. */

import type { AreaRange } from "./coco-protocol.ts";

/** What became of a found object. */
export const WRONG = 0;
export const RIGHT = 1;
/** Neither right nor wrong: it lies on what is not counted, or it matches nothing and has another size. */
export const UNCOUNTED = 2;

/** The objects of one image and class. */
export interface ObjectCell {
  readonly found: number;
  readonly truths: number;
  /** (found, truths); found objects in order of falling score. */
  readonly overlaps: Float64Array;
  readonly foundAreas: ArrayLike<number>; // (found)
  /** (truths), 1 where an object does not count in this range of areas. */
  readonly uncounted: Uint8Array;
  readonly crowds: Uint8Array; // (truths)
}

/**
 * Says what became of the found objects of a cell: WRONG, RIGHT or UNCOUNTED for each, into `out` from place `at` on.
 * `taken` has room for a mark on every truth.
 */
export type MatchRule = (
  cell: ObjectCell,
  area: AreaRange,
  threshold: number,
  taken: Uint8Array,
  out: Uint8Array,
  at: number,
) => void;

/**
 * The found objects take their turn by falling score. Each takes the truth that it overlaps most, by at least the
 * threshold, among those that are free (a crowd always is); of equals the later one in the list. It looks at truths
 * that do not count only when none that does is left to it. Taking one that counts it is right; else it is uncounted,
 * as is one that takes nothing and whose own area is outside the range. All others are wrong.
 *
 * Source: `COCOeval.evaluateImg` of pycocotools 2.0, the definition of COCO's numbers.
 */
export const matchObjects: MatchRule = (cell, area, threshold, taken, out, at) => {
  const { found, truths, overlaps, foundAreas, uncounted, crowds } = cell;
  const floor = Math.min(threshold, 1 - 1e-10);
  taken.fill(0, 0, truths);
  for (let d = 0; d < found; d += 1) {
    let best = -1;
    let reached = floor;
    for (let counting = 0; counting < 2 && best < 0; counting += 1) {
      for (let g = 0; g < truths; g += 1) {
        if (uncounted[g] !== counting || (taken[g] === 1 && crowds[g] === 0)) continue;
        const overlap = overlaps[d * truths + g];
        if (overlap < reached) continue;
        reached = overlap;
        best = g;
      }
    }
    if (best >= 0) {
      taken[best] = 1;
      out[at + d] = uncounted[best] === 1 ? UNCOUNTED : RIGHT;
    } else {
      out[at + d] = foundAreas[d] < area.from || foundAreas[d] > area.to ? UNCOUNTED : WRONG;
    }
  }
};
