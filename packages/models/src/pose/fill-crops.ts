/** From stored crops to normalised batches: as they are, or turned, scaled and mirrored. */
import type { PixelSet } from "@querent/core";
import type { View } from "./draw-views.ts";
import { placementOf, type Placement, type Sides } from "./view-geometry.ts";

/** Mean and standard deviation of each channel, of bytes scaled to [0, 1]. */
export interface Normalisation {
  readonly mean: readonly number[];
  readonly std: readonly number[];
}

/**
 * Writes the middle of each crop into `out` (items, seen.height, seen.width, channels), normalised by the table of
 * `normalisationTable`, mirrored left to right if asked for.
 */
export function fillPlain(
  crops: PixelSet,
  items: Int32Array,
  seen: Sides,
  table: Float32Array,
  out: Float32Array,
  mirrored = false,
): void {
  const { data, channels } = crops;
  const top = Math.floor((crops.height - seen.height) / 2);
  const left = Math.floor((crops.width - seen.width) / 2);
  let to = 0;
  for (const item of items)
    for (let y = 0; y < seen.height; y++) {
      const row = (item * crops.height + top + y) * crops.width + left;
      for (let x = 0; x < seen.width; x++) {
        const from = (row + (mirrored ? seen.width - 1 - x : x)) * channels;
        for (let c = 0; c < channels; c++) out[to++] = table[256 * c + data[from + c]];
      }
    }
}

/**
 * Writes each crop as its view shows it into `out` (items, seen.height, seen.width, channels): between pixel centres
 * bytes are interpolated linearly along both axes, and what lies outside the crop is black. Then each channel is
 * multiplied by its factor, clipped at 255 and normalised.
 */
export function fillViews(
  crops: PixelSet,
  items: Int32Array,
  views: readonly View[],
  seen: Sides,
  { mean, std }: Normalisation,
  out: Float32Array,
): void {
  const { channels } = crops;
  const size = seen.height * seen.width * channels;
  for (let at = 0; at < items.length; at++) {
    const placement = placementOf(crops, seen, views[at]);
    sample(crops, items[at], placement, seen, out, at * size);
    const { gains } = views[at];
    for (let c = 0; c < channels; c++) {
      const [gain, scale, shift] = [gains[c], 1 / (255 * std[c]), mean[c] / std[c]];
      for (let i = at * size + c; i < (at + 1) * size; i += channels) {
        const byte = out[i] * gain;
        out[i] = (byte > 255 ? 255 : byte) * scale - shift;
      }
    }
  }
}

/** The bytes of one crop at the pixel centres of a placement, from `to` on. */
function sample(
  { data, height, width, channels }: PixelSet,
  item: number,
  { centreX, centreY, xx, xy, yx, yy }: Placement,
  seen: Sides,
  out: Float32Array,
  to: number,
): void {
  const first = item * height * width * channels;
  const stride = width * channels;
  for (let y = 0; y < seen.height; y++) {
    const [dx, dy] = [0.5 - seen.width / 2, y + 0.5 - seen.height / 2];
    // From points to the numbers of pixels, whose centres lie half a pixel further.
    let u = centreX + xx * dx + xy * dy - 0.5;
    let v = centreY + yx * dx + yy * dy - 0.5;
    for (let x = 0; x < seen.width; x++, u += xx, v += yx, to += channels) {
      const [column, row] = [Math.floor(u), Math.floor(v)];
      const [right, down] = [u - column, v - row];
      const from = first + row * stride + column * channels;
      if (column >= 0 && row >= 0 && column < width - 1 && row < height - 1) {
        for (let c = 0; c < channels; c++) {
          const at = from + c;
          const above = data[at] + right * (data[at + channels] - data[at]);
          const under = at + stride;
          const below = data[under] + right * (data[under + channels] - data[under]);
          out[to + c] = above + down * (below - above);
        }
        continue;
      }
      for (let c = 0; c < channels; c++) {
        let sum = 0;
        for (let corner = 0; corner < 4; corner++) {
          const [i, j] = [row + (corner >> 1), column + (corner & 1)];
          if (i < 0 || j < 0 || i >= height || j >= width) continue;
          const weight = (corner >> 1 ? down : 1 - down) * (corner & 1 ? right : 1 - right);
          sum += weight * data[first + i * stride + j * channels + c];
        }
        out[to + c] = sum;
      }
    }
  }
}
