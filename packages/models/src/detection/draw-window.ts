/** The part of an image that a training step looks at, drawn by key. */
import { generator, type Generator, type Key, type TrueBoxes } from "@querent/core";
import type { BoxAugmentation } from "./recipes.ts";

/** A rectangle of the source, in its pixels, that becomes the whole of the output; it may reach outside. */
export interface Window {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly mirrored: boolean;
  readonly upsideDown: boolean;
  /** Bytes become gain * byte + offset, channel by channel, before they are normalised. */
  readonly gains: readonly number[];
  readonly offset: number;
}

/** Tries that a crop of a wanted overlap is given, as in SSD's code. */
const TRIES = 50;

/** The window onto an image as it is. */
export function wholeWindow(width: number, height: number, channels: number): Window {
  const gains = Array.from({ length: channels }, () => 1);
  return { x: 0, y: 0, width, height, mirrored: false, upsideDown: false, gains, offset: 0 };
}

/** Expands or not, then crops within that, then mirrors and turns: in the order of Liu et al. 2016, arXiv 1512.02325. */
export function drawWindow(
  key: Key,
  augmentation: BoxAugmentation,
  { width, height, channels }: { readonly width: number; readonly height: number; readonly channels: number },
  truth: TrueBoxes,
): Window {
  const random = generator(key);
  const within = (least: number, most: number): number => least + (most - least) * random.uniform();
  const { brightness, contrast, colour, expand } = augmentation;
  const shared = within(1 - contrast, 1 + contrast);
  const gains = Array.from({ length: channels }, () => shared * within(1 - colour, 1 + colour));
  const offset = 255 * within(-brightness, brightness);
  const mirrored = augmentation.mirror && random.uniform() < 0.5;
  const upsideDown = augmentation.upsideDown && random.uniform() < 0.5;
  let canvas = { x: 0, y: 0, width, height };
  if (expand > 1 && random.uniform() < 0.5) {
    const times = within(1, expand);
    const [wide, high] = [width * times, height * times];
    canvas = { x: -within(0, wide - width), y: -within(0, high - height), width: wide, height: high };
  }
  const wanted = augmentation.crops[random.integer(augmentation.crops.length)];
  const crop = wanted === null ? canvas : drawCrop(random, canvas, augmentation.leastCrop, wanted, truth);
  return { ...crop, mirrored, upsideDown, gains, offset };
}

type Rectangle = Pick<Window, "x" | "y" | "width" | "height">;

/** A crop that overlaps some box by at least `wanted` and holds some box's centre; the canvas if none is found. */
function drawCrop(
  random: Generator,
  canvas: Rectangle,
  least: number,
  wanted: number,
  { count, corners }: TrueBoxes,
): Rectangle {
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const width = canvas.width * (least + (1 - least) * random.uniform());
    const height = canvas.height * (least + (1 - least) * random.uniform());
    const x = canvas.x + (canvas.width - width) * random.uniform();
    const y = canvas.y + (canvas.height - height) * random.uniform();
    const aspect = width / height / (canvas.width / canvas.height);
    if (aspect < 0.5 || aspect > 2) continue;
    let [most, holds] = [0, count === 0];
    for (let box = 0; box < count; box++) {
      const [x1, y1, x2, y2] = corners.subarray(4 * box, 4 * box + 4);
      const both =
        Math.max(0, Math.min(x2, x + width) - Math.max(x1, x)) *
        Math.max(0, Math.min(y2, y + height) - Math.max(y1, y));
      most = Math.max(most, both / (width * height + (x2 - x1) * (y2 - y1) - both));
      const [cx, cy] = [(x1 + x2) / 2, (y1 + y2) / 2];
      holds ||= cx > x && cx < x + width && cy > y && cy < y + height;
    }
    if (holds && (most >= wanted || count === 0)) return { x, y, width, height };
  }
  return canvas;
}
