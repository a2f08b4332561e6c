/** Puts the corners of one annotated box right, and counts what was done. */
import type { ImageSize } from "./annotated-dataset.ts";
import { countRepair, type RepairTally } from "./repairs.ts";

/** The corners x1, y1, x2, y2 of a box, in pixels. */
export type Corners = readonly [number, number, number, number];

/** A box inside its image, and the share of its area as it was written that is left. */
export interface TidyBox {
  readonly corners: Corners;
  readonly share: number; // in (0, 1]
}

const rounding = 0.01; // pixels by which a box may reach out of the image without being counted

/**
 * The box with its corners in order and clipped to the image; undefined, and counted, where nothing is left of it.
 * Swapped corners and clipping are counted too, clipping only beyond a hundredth of a pixel, which is rounding.
 *
 * @param place where the box stands, for the person who looks for it
 */
export function tidyBox(
  [x1, y1, x2, y2]: Corners,
  { width, height }: ImageSize,
  tally: RepairTally,
  place: string,
): TidyBox | undefined {
  const [left, right] = x1 <= x2 ? [x1, x2] : [x2, x1];
  const [top, bottom] = y1 <= y2 ? [y1, y2] : [y2, y1];
  const area = (right - left) * (bottom - top);
  if (!(area > 0)) {
    countRepair(tally, "empty", place);
    return undefined;
  }
  const corners = [
    Math.max(0, left),
    Math.max(0, top),
    Math.min(width, right),
    Math.min(height, bottom),
  ] as const;
  if (!(corners[0] < corners[2] && corners[1] < corners[3])) {
    countRepair(tally, "outside", place);
    return undefined;
  }
  if (x1 > x2 || y1 > y2) countRepair(tally, "swapped", place);
  if (Math.max(-left, -top, right - width, bottom - height) > rounding) countRepair(tally, "clipped", place);
  return { corners, share: ((corners[2] - corners[0]) * (corners[3] - corners[1])) / area };
}
