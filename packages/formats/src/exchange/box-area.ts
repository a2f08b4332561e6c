/** Tells the area of a segment from that of its box. */
import type { Corners } from "../annotated/tidy-box.ts";

const rounding = 1e-9; // a share of the area

/** The area where it is one, in square pixels, and another than the box's own; else undefined. */
export function ownArea(area: number | undefined, [x1, y1, x2, y2]: Corners): number | undefined {
  const box = Math.abs((x2 - x1) * (y2 - y1));
  if (area === undefined || !(area > 0) || Math.abs(area - box) <= rounding * box) return undefined;
  return area;
}
