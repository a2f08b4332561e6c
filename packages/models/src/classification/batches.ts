/** From bytes to normalised float32 batches. */
import type { PixelSet } from "@querent/core";
import { PLACEMENT } from "./augment.ts";

/**
 * Writes the images named by `items` into `out` (items, height, width, channels), normalised. With `placements`
 * (see `drawPlacements`) each is shifted and mirrored; what comes from outside the image is black.
 */
export function fillBatch(
  images: PixelSet,
  items: Int32Array,
  table: Float32Array,
  out: Float32Array,
  placements?: Int8Array,
): void {
  const size = images.height * images.width * images.channels;
  for (let at = 0; at < items.length; at++) {
    if (placements === undefined) copyPlain(images, items[at], table, out, at * size);
    else copyPlaced(images, items[at], table, out, at * size, placements, at * PLACEMENT);
  }
}

function copyPlain(images: PixelSet, item: number, table: Float32Array, out: Float32Array, to: number): void {
  const { data, channels } = images;
  const size = images.height * images.width * channels;
  const from = item * size;
  for (let i = 0, c = 0; i < size; i++) {
    out[to + i] = table[c + data[from + i]];
    c = c === 256 * (channels - 1) ? 0 : c + 256;
  }
}

function copyPlaced(
  images: PixelSet,
  item: number,
  table: Float32Array,
  out: Float32Array,
  to: number,
  placements: Int8Array,
  placement: number,
): void {
  const { data, height, width, channels } = images;
  const down = placements[placement];
  const right = placements[placement + 1];
  const mirrored = placements[placement + 2] === 1;
  const from = item * height * width * channels;
  for (let y = 0; y < height; y++) {
    const sourceY = y + down;
    const inRows = sourceY >= 0 && sourceY < height;
    for (let x = 0; x < width; x++) {
      const sourceX = (mirrored ? width - 1 - x : x) + right;
      const inside = inRows && sourceX >= 0 && sourceX < width;
      const source = from + (sourceY * width + sourceX) * channels;
      const target = to + (y * width + x) * channels;
      for (let c = 0; c < channels; c++) out[target + c] = table[256 * c + (inside ? data[source + c] : 0)];
    }
  }
}
