/** How much two boxes overlap. */

/**
 * Intersection over union of box i of `a` and box j of `b`: |A and B| / |A or B|, or, where B is a crowd, the share of
 * A inside it, |A and B| / |A|. Boxes that only touch, and boxes of no area, overlap by 0.
 *
 * @param a and b: (count, 4), x1, y1, x2, y2 in pixels
 * @param areaA and areaB: their areas in square pixels
 * @param crowd whether box j stands for a crowd
 */
export function boxOverlap(
  a: ArrayLike<number>,
  i: number,
  areaA: number,
  b: ArrayLike<number>,
  j: number,
  areaB: number,
  crowd: boolean,
): number {
  const p = 4 * i;
  const q = 4 * j;
  const width = Math.min(a[p + 2], b[q + 2]) - Math.max(a[p], b[q]);
  if (width <= 0) return 0;
  const height = Math.min(a[p + 3], b[q + 3]) - Math.max(a[p + 1], b[q + 1]);
  if (height <= 0) return 0;
  const shared = width * height;
  return shared / (crowd ? areaA : areaA + areaB - shared);
}

/** The areas of boxes from their corners, square pixels. @param corners (count, 4), x1, y1, x2, y2 */
export function boxAreas(corners: Float64Array): Float64Array {
  const areas = new Float64Array(corners.length / 4);
  for (let b = 0; b < areas.length; b += 1)
    areas[b] = (corners[4 * b + 2] - corners[4 * b]) * (corners[4 * b + 3] - corners[4 * b + 1]);
  return areas;
}
