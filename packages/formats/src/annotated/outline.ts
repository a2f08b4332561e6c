/** Upright boxes around what is not one. */
import type { Corners } from "./tidy-box.ts";

type Point = readonly [x: number, y: number];

/** The box around points, and the area of the polygon that they are, by the shoelace formula. */
export function outlineOf(points: readonly Point[]): { readonly corners: Corners; readonly area: number } {
  const xs = points.map(([x]) => x);
  const ys = points.map(([, y]) => y);
  const twice = points.reduce((sum, [x, y], i) => {
    const [nextX, nextY] = points[(i + 1) % points.length];
    return sum + x * nextY - nextX * y;
  }, 0);
  return {
    corners: [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)],
    area: Math.abs(twice) / 2,
  };
}

/** The upright box around a box that is turned clockwise by `degrees` about a point. */
export function turnedBox([x1, y1, x2, y2]: Corners, degrees: number, [cx, cy]: Point): Corners {
  const angle = (degrees * Math.PI) / 180;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const turned = [
    [x1, y1],
    [x2, y1],
    [x2, y2],
    [x1, y2],
  ].map(([x, y]): Point => [cx + (x - cx) * cos - (y - cy) * sin, cy + (x - cx) * sin + (y - cy) * cos]);
  return outlineOf(turned).corners;
}
