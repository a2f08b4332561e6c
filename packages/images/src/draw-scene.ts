/** Rasterises one scene, anti-aliased by the distance of each pixel centre to the outlines. */
import { generator } from "@querent/core";
import type { Key } from "@querent/core";
import type { ShapeDistance } from "./shape-distance.ts";
import type { Colour, ShapeScene, Stroke } from "./shape-scene.ts";

/**
 * Draws `scene` as size x size RGB bytes into `out`, starting at `offset`. A pixel is covered by
 * clamp(1/2 - d, 0, 1), d being the signed distance in pixels. Noise is drawn from `key`.
 */
export function drawScene(
  scene: ShapeScene,
  distance: ShapeDistance,
  size: number,
  key: Key,
  out: Uint8Array,
  offset: number,
): void {
  const noise = generator(key);
  const { shape, texture } = scene;
  const rgb = [0, 0, 0];
  for (let row = 0, at = offset; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const x = (column + 0.5) / size - 0.5;
      const y = (row + 0.5) / size - 0.5;
      for (let c = 0; c < 3; c++) rgb[c] = scene.ground[c];
      blend(rgb, texture.colour, triangleWave((x * texture.dx + y * texture.dy) * texture.waves));
      for (const stroke of scene.behind)
        blend(rgb, stroke.colour, coverage(strokeDistance(stroke, x, y) * size));
      const u = ((x - shape.x) * shape.dx + (y - shape.y) * shape.dy) / shape.radius;
      const v = ((y - shape.y) * shape.dx - (x - shape.x) * shape.dy) / (shape.radius * shape.stretch);
      blend(rgb, shape.colour, coverage(distance(u, v) * shape.radius * size));
      for (const stroke of scene.infront)
        blend(rgb, stroke.colour, coverage(strokeDistance(stroke, x, y) * size));
      for (let c = 0; c < 3; c++)
        out[at++] = Math.max(0, Math.min(255, Math.round(rgb[c] + scene.noise * noise.normal())));
    }
  }
}

function blend(rgb: number[], over: Colour, share: number): void {
  if (share > 0) for (let c = 0; c < 3; c++) rgb[c] += share * (over[c] - rgb[c]);
}

function coverage(pixels: number): number {
  return Math.max(0, Math.min(1, 0.5 - pixels));
}

/** A wave of period 1 in [0, 1]. */
function triangleWave(t: number): number {
  return Math.abs(2 * (t - Math.floor(t)) - 1);
}

function strokeDistance({ x, y, dx, dy, along, across }: Stroke, px: number, py: number): number {
  const u = Math.abs((px - x) * dx + (py - y) * dy) - along;
  const v = Math.abs((py - y) * dx - (px - x) * dy) - across;
  return Math.max(u, v);
}
