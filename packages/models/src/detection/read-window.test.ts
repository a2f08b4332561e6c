/** What a training step sees of an image: boxes move with their pixels, and windows are drawn as the recipe says. */
import { keyFrom, split, type PixelSet } from "@querent/core";
import { expect, test } from "vitest";
import { boxesOf } from "../../test/boxes.ts";
import { drawWindow, wholeWindow } from "./draw-window.ts";
import { boxesIn, windowReader } from "./read-window.ts";
import { detectionRecipes } from "./recipes.ts";

const size = { width: 96, height: 72, channels: 1 };
const box = [30, 20, 62, 48];
const images: PixelSet = { ...size, count: 1, data: new Uint8Array(96 * 72) };
for (let y = box[1]; y < box[3]; y++) images.data.fill(255, y * 96 + box[0], y * 96 + box[2]);
const plain = { mean: [0], std: [1] };

function read(window: Parameters<ReturnType<typeof windowReader>["read"]>[2]): Float32Array {
  const out = new Float32Array(96 * 72);
  windowReader(size, plain).read(images, 0, window, out, 0);
  return out;
}

/** The extent of what is brighter than half, its edges found between pixels. */
function brightExtent(pixels: Float32Array, most: number): number[] {
  const columns = new Float64Array(96);
  const rows = new Float64Array(72);
  pixels.forEach((value, at) => {
    columns[at % 96] = Math.max(columns[at % 96], value / most);
    rows[Math.floor(at / 96)] = Math.max(rows[Math.floor(at / 96)], value / most);
  });
  const edges = (profile: Float64Array): [number, number] => {
    const first = profile.findIndex((value) => value > 0.5);
    const last = profile.findLastIndex((value) => value > 0.5);
    return [first, last + 1];
  };
  const [x1, x2] = edges(columns);
  const [y1, y2] = edges(rows);
  return [x1, y1, x2, y2];
}

test("the whole window gives the bytes, scaled and normalised", () => {
  const out = read(wholeWindow(96, 72, 1));
  images.data.forEach((byte, at) => expect(out[at]).toBeCloseTo(byte / 255, 6));
});

test.each(detectionRecipes.map(({ name, augmentation }) => [name, augmentation] as const))(
  "boxes move with their pixels: %s",
  (_, augmentation) => {
    const truth = boxesOf([{ corners: box, cls: 0 }]);
    const seen = { mirrored: 0, larger: 0, smaller: 0, turned: 0 };
    for (let draw = 0; draw < 200; draw++) {
      const window = drawWindow(split(keyFrom(1), draw), augmentation, size, truth);
      if (window.mirrored) seen.mirrored++;
      if (window.upsideDown) seen.turned++;
      if (window.width < 96) seen.larger++;
      if (window.width > 96) seen.smaller++;
      const moved = boxesIn(truth, window, size);
      if (moved.count === 0) continue;
      expect([...moved.corners].every((value, k) => value >= 0 && value <= (k % 2 ? 72 : 96))).toBe(true);
      const out = read({ ...window, gains: [1], offset: 0 });
      const extent = brightExtent(out, 1);
      const tolerance = 0.5 + 0.5 * Math.max(96 / window.width, 72 / window.height);
      extent.forEach((edge, k) => expect(Math.abs(edge - moved.corners[k])).toBeLessThan(tolerance + 1e-9));
    }
    expect(seen.mirrored).toBeGreaterThan(60);
    expect(seen.larger).toBeGreaterThan(20);
    expect(seen.smaller).toBeGreaterThan(20);
    expect(seen.turned > 0).toBe(augmentation.upsideDown);
  },
);

test("gains and offset act on bytes, and what is outside is the mean colour: zero once normalised", () => {
  const reader = windowReader(size, { mean: [0.25], std: [0.5] });
  const out = new Float32Array(96 * 72);
  const window = { ...wholeWindow(96, 72, 1), x: -96, gains: [1], offset: 0 };
  reader.read(images, 0, window, out, 0);
  expect(out[40 * 96 + 3]).toBeCloseTo(0, 6);
  reader.read(images, 0, { ...window, x: 0, gains: [0.5], offset: 25.5 }, out, 0);
  expect(out[30 * 96 + 40]).toBeCloseTo((0.5 + 0.1 - 0.25) / 0.5, 6);
});

test("a crop keeps the overlap that was asked for, and an image without boxes is cropped too", () => {
  const augmentation = { ...detectionRecipes[1].augmentation, expand: 1, crops: [0.3] };
  const truth = boxesOf([{ corners: box, cls: 0 }]);
  let cropped = 0;
  for (let draw = 0; draw < 100; draw++) {
    const { x, y, width, height } = drawWindow(split(keyFrom(2), draw), augmentation, size, truth);
    if (width === 96) continue;
    cropped++;
    const both =
      Math.max(0, Math.min(box[2], x + width) - Math.max(box[0], x)) *
      Math.max(0, Math.min(box[3], y + height) - Math.max(box[1], y));
    expect(both / (width * height + 32 * 28 - both)).toBeGreaterThanOrEqual(0.3);
  }
  expect(cropped).toBeGreaterThan(10);
  const none = drawWindow(keyFrom(3), augmentation, size, boxesOf([]));
  expect(none.width).toBeLessThan(96);
});

test("boxes whose centre is outside are left out, others are clipped", () => {
  const truth = boxesOf([
    { corners: [0, 0, 20, 20], cls: 1 },
    { corners: [40, 10, 90, 40], cls: 0 },
  ]);
  const window = { ...wholeWindow(96, 72, 1), x: 32, y: 0, width: 48, height: 36 };
  const { count, classes, corners, areas } = boxesIn(truth, window, size);
  expect([count, ...classes]).toEqual([1, 0]);
  expect([...corners]).toEqual([16, 20, 96, 72]);
  expect([...areas]).toEqual([80 * 52]);
});
