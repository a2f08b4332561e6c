/** Makes an image small enough to be one of many on a page. */
import type { PixelSet } from "@querent/core";
import type { Pixels } from "./encode-png.ts";

/** Image i, averaged over whole blocks of pixels until no side is longer than `side`. */
export function shrink(images: PixelSet, i: number, side: number): Pixels {
  const { height, width, channels } = images;
  const data = images.data.subarray(i * height * width * channels, (i + 1) * height * width * channels);
  const by = Math.ceil(Math.max(height, width) / side);
  if (by === 1) return { height, width, channels, data };
  const rows = Math.max(1, Math.floor(height / by));
  const cols = Math.max(1, Math.floor(width / by));
  const out = new Uint8Array(rows * cols * channels);
  for (let y = 0; y < rows; y += 1)
    for (let x = 0; x < cols; x += 1)
      for (let c = 0; c < channels; c += 1) out[(y * cols + x) * channels + c] = blockMean(y, x, c);
  return { height: rows, width: cols, channels, data: out };

  function blockMean(y: number, x: number, c: number): number {
    let sum = 0;
    let pixels = 0;
    for (let v = y * by; v < Math.min(height, (y + 1) * by); v += 1)
      for (let u = x * by; u < Math.min(width, (x + 1) * by); u += 1) {
        sum += data[(v * width + u) * channels + c];
        pixels += 1;
      }
    return Math.round(sum / pixels);
  }
}
