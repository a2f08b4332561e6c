/** The interval that an exam figure would have with another number of images. */

import { normalQuantile } from "../statistics/normal-quantile.ts";
import type { ExamFigure } from "./contract.ts";

/**
 * The interval that is expected with as many images if the figure stays: Wilson's of the same share, or for a bootstrap
 * over groups both ends drawn in by sqrt(items / images), which takes the new groups to be as large and as alike as
 * those there are.
 *
 * @param images at least 1, not necessarily whole
 */
export function intervalAt(
  figure: ExamFigure,
  images: number,
): { readonly low: number; readonly high: number } {
  const { estimate: p, low, high, level, items, groups, method } = figure;
  if (method === "bootstrap") {
    const drawnIn = Math.sqrt(items / images);
    return { low: p - drawnIn * (p - low), high: p + drawnIn * (high - p) };
  }
  const z = normalQuantile((1 + level) / 2);
  const n = (images * groups) / items; // groups, which stand for images where all of them are right or none
  const centre = (p + (z * z) / (2 * n)) / (1 + (z * z) / n);
  const half = (z * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n))) / (1 + (z * z) / n);
  return { low: centre - half, high: centre + half };
}
