/** How much boxes overlap. */

import type { Detections } from "../../contract.ts";

/**
 * Intersection over union of box i of `a` and box j of `b`, each (m, 4) corners x1, y1, x2, y2 of areas
 * (x2 - x1)(y2 - y1); 0 where both have no area.
 */
export function overlap(a: Float32Array, i: number, b: Float32Array, j: number): number {
  const [p, q] = [4 * i, 4 * j];
  const width = Math.min(a[p + 2], b[q + 2]) - Math.max(a[p], b[q]);
  const height = Math.min(a[p + 3], b[q + 3]) - Math.max(a[p + 1], b[q + 1]);
  if (!(width > 0 && height > 0)) return 0;
  const shared = width * height;
  const areaA = (a[p + 2] - a[p]) * (a[p + 3] - a[p + 1]);
  const areaB = (b[q + 2] - b[q]) * (b[q + 3] - b[q + 1]);
  return shared / (areaA + areaB - shared);
}

/** A box that corresponds to another. */
export interface Counterpart {
  readonly box: number; // its place; -1 when none overlaps
  readonly overlap: number;
}

/** Of the boxes named, the one of `others` that overlaps box `box` of `of` most, the first of equals. */
export function counterpart(
  of: Detections,
  box: number,
  others: Detections,
  among: readonly number[],
): Counterpart {
  let best: Counterpart = { box: -1, overlap: 0 };
  for (const other of among) {
    const shared = overlap(of.corners, box, others.corners, other);
    if (shared > best.overlap) best = { box: other, overlap: shared };
  }
  return best;
}
