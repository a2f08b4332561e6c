/**
 * Signed distances to plane shapes, negative inside: what the drawn images are rasterised from.
 * Formulas after I. Quilez, "2D distance functions" (iquilezles.org/articles/distfunctions2d), for a shape that fits
 * the unit circle around the origin.
 */

/** The signed distance from (x, y) to the outline of one shape. */
export type ShapeDistance = (x: number, y: number) => number;

/** Not `Math.hypot`, whose last bit differs between engines. */
function length(x: number, y: number): number {
  return Math.sqrt(x * x + y * y);
}

const sin60 = Math.sqrt(3) / 2;

/** A box of half width `a` and half height `b`. */
function box(x: number, y: number, a: number, b: number): number {
  const dx = Math.abs(x) - a;
  const dy = Math.abs(y) - b;
  return length(Math.max(dx, 0), Math.max(dy, 0)) + Math.min(Math.max(dx, dy), 0);
}

/** A convex polygon as the intersection of half planes at `inner` from the centre: exact inside, a bound outside. */
function halfPlanes(
  x: number,
  y: number,
  normals: readonly (readonly [number, number])[],
  inner: number,
): number {
  let distance = -Infinity;
  for (const [nx, ny] of normals) distance = Math.max(distance, nx * x + ny * y - inner);
  return distance;
}

const triangleNormals = [
  [0, -1],
  [sin60, 0.5],
  [-sin60, 0.5],
] as const;

/** The five unit vectors of a regular pentagon, from cos 72° = (√5 - 1) / 4 and cos 144° = -(√5 + 1) / 4. */
const fifths: readonly (readonly [number, number])[] = (() => {
  const c1 = (Math.sqrt(5) - 1) / 4;
  const c2 = -(Math.sqrt(5) + 1) / 4;
  const s1 = Math.sqrt(1 - c1 * c1);
  const s2 = Math.sqrt(1 - c2 * c2);
  return [
    [0, 1],
    [s1, c1],
    [s2, c2],
    [-s2, c2],
    [-s1, c1],
  ] as const;
})();

/** A five-pointed star: the points inside at least four of the five half planes of its inner pentagon. */
function star(x: number, y: number): number {
  let largest = -Infinity;
  let second = -Infinity;
  for (const [nx, ny] of fifths) {
    const distance = -(nx * x + ny * y) - 0.36;
    if (distance > largest) {
      second = largest;
      largest = distance;
    } else if (distance > second) second = distance;
  }
  return second;
}

/** The shapes by name; each name is a class of the drawn data set. */
export const shapeDistances: Readonly<Record<string, ShapeDistance>> = {
  bars: (x, y) => Math.min(box(x, y - 0.5, 0.8, 0.2), box(x, y + 0.5, 0.8, 0.2)),
  cross: (x, y) => Math.min(box(x, y, 0.9, 0.26), box(x, y, 0.26, 0.9)),
  crescent: (x, y) => Math.max(length(x, y) - 0.9, 0.72 - length(x - 0.45, y)),
  disc: (x, y) => length(x, y) - 0.8,
  ring: (x, y) => Math.abs(length(x, y) - 0.66) - 0.2,
  square: (x, y) => box(x, y, 0.68, 0.68),
  star: (x, y) => star(x, y),
  triangle: (x, y) => halfPlanes(x, y, triangleNormals, 0.48),
};
