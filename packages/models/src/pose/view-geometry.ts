/** Where the pixels that a network looks at lie in a stored crop. */
import type { View } from "./draw-views.ts";

/** A height and a width in pixels. */
export interface Sides {
  readonly height: number;
  readonly width: number;
}

/**
 * What is looked at is the middle of the crop, turned, enlarged and mirrored about its centre. With points counted from
 * the upper left corner, pixel (i, j) covering [j, j + 1] x [i, i + 1]:
 *
 * (u, v) = (centreX, centreY) + [xx xy; yx yy] (x - width / 2, y - height / 2)
 *
 * takes a point (x, y) of what the network sees to the point (u, v) of the crop.
 */
export interface Placement {
  readonly centreX: number;
  readonly centreY: number;
  readonly xx: number;
  readonly xy: number;
  readonly yx: number;
  readonly yy: number;
}

/** The middle of a crop is the square whose margins are equal, or larger by one pixel to the right and below. */
export function placementOf(crop: Sides, seen: Sides, { angle, scale, mirrored }: View): Placement {
  const [cos, sin] = [Math.cos(angle) / scale, Math.sin(angle) / scale];
  const side = mirrored ? -1 : 1;
  return {
    centreX: Math.floor((crop.width - seen.width) / 2) + seen.width / 2,
    centreY: Math.floor((crop.height - seen.height) / 2) + seen.height / 2,
    xx: side * cos,
    xy: sin,
    yx: -side * sin,
    yy: cos,
  };
}

/** Where a point of what the network sees lies in the crop: x, y. */
export function toCrop(seen: Sides, place: Placement, x: number, y: number): [number, number] {
  const [dx, dy] = [x - seen.width / 2, y - seen.height / 2];
  return [place.centreX + place.xx * dx + place.xy * dy, place.centreY + place.yx * dx + place.yy * dy];
}

/** Where a point of the crop lies in what the network sees: x, y. */
export function toSeen(seen: Sides, place: Placement, u: number, v: number): [number, number] {
  const { xx, xy, yx, yy } = place;
  const determinant = xx * yy - xy * yx;
  const [du, dv] = [u - place.centreX, v - place.centreY];
  return [
    seen.width / 2 + (yy * du - xy * dv) / determinant,
    seen.height / 2 + (xx * dv - yx * du) / determinant,
  ];
}
