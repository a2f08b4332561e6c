/** Reads a window of an image into a batch, and its boxes with it. */
import type { PixelSet, TrueBoxes } from "@querent/core";
import type { Window } from "./draw-window.ts";

/** Mean and deviation of each channel, of bytes scaled to [0, 1]. */
export interface Normalisation {
  readonly mean: readonly number[];
  readonly std: readonly number[];
}

/** Writes windows into batches of the images' own size; its scratch arrays are made once. */
export interface WindowReader {
  /**
   * Output pixel (i, j) is the source at (x + (j + 0.5) width / W - 0.5, ...), between four pixels; what is outside
   * the source is the mean colour. The window's gains and offset apply to bytes, then the normalisation.
   */
  read(images: PixelSet, item: number, window: Window, out: Float32Array, to: number): void;
}

export function windowReader(
  { height, width, channels }: Pick<PixelSet, "height" | "width" | "channels">,
  { mean, std }: Normalisation,
): WindowReader {
  const columns = { low: new Int32Array(width), high: new Int32Array(width), share: new Float64Array(width) };
  const gains = new Float64Array(channels);
  const shifts = new Float64Array(channels);
  const fills = new Float64Array(channels);
  return {
    read({ data }, item, window, out, to) {
      const { mirrored, upsideDown, offset } = window;
      for (let c = 0; c < channels; c++) {
        gains[c] = window.gains[c] / (255 * std[c]);
        shifts[c] = (offset / 255 - mean[c]) / std[c];
        fills[c] = 255 * mean[c];
      }
      for (let j = 0; j < width; j++) {
        const x = window.x + ((mirrored ? width - 1 - j : j) + 0.5) * (window.width / width) - 0.5;
        const low = Math.floor(x);
        columns.share[j] = x - low;
        columns.low[j] = inside(low, width) ? low * channels : -1;
        columns.high[j] = inside(low + 1, width) ? (low + 1) * channels : -1;
      }
      const first = item * height * width * channels;
      let at = to;
      for (let i = 0; i < height; i++) {
        const y = window.y + ((upsideDown ? height - 1 - i : i) + 0.5) * (window.height / height) - 0.5;
        const low = Math.floor(y);
        const down = y - low;
        const above = inside(low, height) ? first + low * width * channels : -1;
        const below = inside(low + 1, height) ? first + (low + 1) * width * channels : -1;
        for (let j = 0; j < width; j++) {
          const left = columns.low[j];
          const right = columns.high[j];
          const across = columns.share[j];
          for (let c = 0; c < channels; c++) {
            const fill = fills[c];
            const a = above < 0 || left < 0 ? fill : data[above + left + c];
            const b = above < 0 || right < 0 ? fill : data[above + right + c];
            const d = below < 0 || left < 0 ? fill : data[below + left + c];
            const e = below < 0 || right < 0 ? fill : data[below + right + c];
            const top = a + (b - a) * across;
            const bottom = d + (e - d) * across;
            out[at++] = (top + (bottom - top) * down) * gains[c] + shifts[c];
          }
        }
      }
    },
  };
}

function inside(at: number, side: number): boolean {
  return at >= 0 && at < side;
}

/**
 * The boxes as the window shows them, in pixels of an output of `size`: those whose centre it holds, clipped to it. Boxes
 * that clipping leaves with less than a pixel a side are left out.
 */
export function boxesIn(
  truth: TrueBoxes,
  window: Window,
  { width, height }: Pick<PixelSet, "height" | "width">,
): TrueBoxes {
  const kept: number[] = [];
  const corners = new Float64Array(4 * truth.count);
  for (let box = 0; box < truth.count; box++) {
    const [x1, y1, x2, y2] = truth.corners.subarray(4 * box, 4 * box + 4);
    const centreX = (x1 + x2) / 2 - window.x;
    const centreY = (y1 + y2) / 2 - window.y;
    if (centreX < 0 || centreX > window.width || centreY < 0 || centreY > window.height) continue;
    const across = (x: number): number =>
      Math.min(width, Math.max(0, ((x - window.x) * width) / window.width));
    const down = (y: number): number =>
      Math.min(height, Math.max(0, ((y - window.y) * height) / window.height));
    let [left, right, top, bottom] = [across(x1), across(x2), down(y1), down(y2)];
    if (right - left < 1 || bottom - top < 1) continue;
    if (window.mirrored) [left, right] = [width - right, width - left];
    if (window.upsideDown) [top, bottom] = [height - bottom, height - top];
    corners.set([left, top, right, bottom], 4 * kept.length);
    kept.push(box);
  }
  const area = (at: number): number =>
    (corners[4 * at + 2] - corners[4 * at]) * (corners[4 * at + 3] - corners[4 * at + 1]);
  return {
    count: kept.length,
    corners: corners.slice(0, 4 * kept.length),
    classes: Int32Array.from(kept, (box) => truth.classes[box]),
    areas: Float64Array.from(kept, (_, at) => area(at)),
    ignored: Uint8Array.from(kept, (box) => truth.ignored[box]),
    crowds: Uint8Array.from(kept, (box) => truth.crowds[box]),
  };
}
