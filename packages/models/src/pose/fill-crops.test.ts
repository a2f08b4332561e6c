import { keyFrom, type PixelSet } from "@querent/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { syntheticPoses } from "../../test/synthetic-poses.ts";
import { normalisationTable } from "../training/normalisation-table.ts";
import { drawViews, plainView, type View } from "./draw-views.ts";
import { fillPlain, fillViews } from "./fill-crops.ts";
import { placementOf, toCrop, toSeen } from "./view-geometry.ts";

const normalisation = { mean: [0.4, 0.5, 0.3], std: [0.2, 0.25, 0.3] };
const bytes = { mean: [0], std: [1 / 255] };
const seen = { height: 32, width: 32 };
const views = fc.record({
  angle: fc.double({ min: -3.2, max: 3.2, noNaN: true }),
  scale: fc.double({ min: 0.75, max: 1.25, noNaN: true }),
  mirrored: fc.boolean(),
});

/** A white pixel on black. */
function dotted(side: number, column: number, row: number): PixelSet {
  const data = new Uint8Array(side * side);
  data[row * side + column] = 255;
  return { count: 1, height: side, width: side, channels: 1, data };
}

/** What one crop looks like, in bytes. */
function look(crop: PixelSet, view: View, gains = [1]): Float32Array {
  const out = new Float32Array(seen.height * seen.width);
  fillViews(crop, Int32Array.of(0), [{ ...view, gains: Float64Array.from(gains) }], seen, bytes, out);
  return out;
}

describe("views", () => {
  it("moves a point with the pixel it lies on", () => {
    const dot = fc.record({
      column: fc.integer({ min: 18, max: 30 }),
      row: fc.integer({ min: 18, max: 30 }),
    });
    fc.assert(
      fc.property(views, dot, (drawn, { column, row }) => {
        const view = { ...drawn, gains: new Float64Array(1) };
        const crop = dotted(48, column, row);
        const [x, y] = toSeen(seen, placementOf(crop, seen, view), column + 0.5, row + 0.5);
        const shown = look(crop, view);
        let [total, meanX, meanY] = [0, 0, 0];
        shown.forEach((value, at) => {
          total += value;
          meanX += value * ((at % seen.width) + 0.5);
          meanY += value * (Math.floor(at / seen.width) + 0.5);
        });
        expect(Math.hypot(meanX / total - x, meanY / total - y)).toBeLessThan(0.5);
      }),
    );
  });

  it("leads from the crop to what is seen and back", () => {
    const coordinate = fc.double({ min: -50, max: 100, noNaN: true });
    fc.assert(
      fc.property(views, coordinate, coordinate, (drawn, u, v) => {
        const placement = placementOf({ height: 51, width: 49 }, seen, {
          ...drawn,
          gains: new Float64Array(0),
        });
        const [x, y] = toSeen(seen, placement, u, v);
        const [againU, againV] = toCrop(seen, placement, x, y);
        expect(Math.hypot(againU - u, againV - v)).toBeLessThan(1e-9);
      }),
    );
  });

  it("turns clockwise, then enlarges, then mirrors", () => {
    const placement = (view: Partial<View>) =>
      placementOf({ height: 48, width: 48 }, seen, { ...plainView(0), ...view });
    const seenAt = (view: Partial<View>) => toSeen(seen, placement(view), 24 + 4, 24).map((p) => p - 16);
    const quarter = { angle: Math.PI / 2 };
    expect(seenAt(quarter)[0]).toBeCloseTo(0, 12);
    expect(seenAt(quarter)[1]).toBeCloseTo(4, 12);
    expect(seenAt({ scale: 1.25 })).toEqual([5, 0]);
    expect(seenAt({ mirrored: true })).toEqual([-4, 0]);
    const all = seenAt({ angle: Math.PI / 6, scale: 2, mirrored: true });
    expect(all[0]).toBeCloseTo(-8 * Math.cos(Math.PI / 6), 12);
    expect(all[1]).toBeCloseTo(4, 12);
  });

  it.each([false, true])("sees the middle as it is when nothing is varied (mirrored: %s)", (mirrored) => {
    const { images, indices } = syntheticPoses(3);
    const [plain, viewed] = [new Float32Array(3 * 32 * 32 * 3), new Float32Array(3 * 32 * 32 * 3)];
    fillPlain(images, indices, seen, normalisationTable(normalisation, 3), plain, mirrored);
    const view = { ...plainView(3), mirrored };
    fillViews(images, indices, [view, view, view], seen, normalisation, viewed);
    expect(Math.max(...plain.map((value, at) => Math.abs(viewed[at] - value)))).toBeLessThan(1e-5);
    const from = (8 * 48 + (mirrored ? 39 : 8)) * 3 + 1; // row 8, the first pixel seen, green
    expect(plain[1]).toBeCloseTo((images.data[from] / 255 - 0.5) / 0.25, 5);
  });

  it("is black outside the crop, and mixes with black at its edge", () => {
    const white = { count: 1, height: 32, width: 32, channels: 1, data: new Uint8Array(1024).fill(200) };
    const shown = look(white, { ...plainView(1), scale: 0.5 });
    expect(shown[0]).toBe(0);
    expect(shown[16 * 32 + 16]).toBeCloseTo(200, 3);
    const column = [...shown.subarray(16 * 32, 17 * 32)];
    expect(column.slice(0, 8).every((value) => value === 0)).toBe(true);
    expect(column.slice(8, 24).every((value) => value > 199)).toBe(true);
  });

  it("multiplies channels and clips at white", () => {
    const grey = { count: 1, height: 48, width: 48, channels: 1, data: new Uint8Array(2304).fill(220) };
    expect(look(grey, plainView(1), [0.5])[500]).toBeCloseTo(110, 3);
    expect(look(grey, plainView(1), [1.2])[500]).toBeCloseTo(255, 3);
  });
});

describe("drawViews", () => {
  const augmentation = { rotation: 30, scale: 0.25, flip: true, gain: 0.2 };
  const drawn = (seed: number, changes = {}): View[] => {
    const out = Array.from({ length: 400 }, () => plainView(3));
    drawViews(keyFrom(seed), { ...augmentation, ...changes }, out);
    return out;
  };

  it("stays in its ranges, reaches their ends, and repeats by key", () => {
    const all = drawn(1);
    const inside = (values: readonly number[], low: number, high: number): void => {
      const reach = (high - low) / 20;
      expect(Math.min(...values)).toBeGreaterThanOrEqual(low);
      expect(Math.min(...values)).toBeLessThan(low + reach);
      expect(Math.max(...values)).toBeLessThanOrEqual(high);
      expect(Math.max(...values)).toBeGreaterThan(high - reach);
    };
    inside(
      all.map(({ angle }) => angle),
      -Math.PI / 6,
      Math.PI / 6,
    );
    inside(
      all.map(({ scale }) => scale),
      0.75,
      1.25,
    );
    for (let c = 0; c < 3; c++)
      inside(
        all.map(({ gains }) => gains[c]),
        0.8,
        1.2,
      );
    expect(all.filter(({ mirrored }) => mirrored).length).toBeGreaterThan(150);
    expect(all.filter(({ mirrored }) => mirrored).length).toBeLessThan(250);
    expect(drawn(1)).toEqual(all);
    expect(drawn(2)).not.toEqual(all);
  });

  it("varies nothing when told so", () => {
    for (const view of drawn(1, { rotation: 0, scale: 0, flip: false, gain: 0 }))
      expect(view).toEqual(plainView(3));
  });
});
