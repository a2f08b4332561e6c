/** Non-maximum suppression: of boxes that overlap, the surest one stays. */

/**
 * Goes through boxes from the highest score down and keeps each that overlaps none kept before by more than `threshold`
 * (intersection over union), until `most` are kept. Of equal scores the earlier box comes first.
 *
 * @param corners (m, 4): x1, y1, x2, y2
 * @param places the boxes that take part
 * @returns the kept ones of `places`, highest score first
 */
export function nonMaximumSuppression(
  corners: Float64Array,
  scores: Float64Array,
  places: readonly number[],
  threshold: number,
  most: number,
): number[] {
  const order = places.toSorted((a, b) => scores[b] - scores[a] || a - b);
  const kept: number[] = [];
  for (const place of order) {
    if (kept.length === most) break;
    if (!kept.some((other) => overlapOf(corners, place, other) > threshold)) kept.push(place);
  }
  return kept;
}

/** Intersection over union of two boxes of a list; 0 if neither has an area. */
export function overlapOf(corners: Float64Array, a: number, b: number): number {
  const [i, j] = [4 * a, 4 * b];
  const width = Math.min(corners[i + 2], corners[j + 2]) - Math.max(corners[i], corners[j]);
  const height = Math.min(corners[i + 3], corners[j + 3]) - Math.max(corners[i + 1], corners[j + 1]);
  if (width <= 0 || height <= 0) return 0;
  const both = width * height;
  return both / (areaOf(corners, i) + areaOf(corners, j) - both);
}

function areaOf(corners: Float64Array, at: number): number {
  return (corners[at + 2] - corners[at]) * (corners[at + 3] - corners[at + 1]);
}
