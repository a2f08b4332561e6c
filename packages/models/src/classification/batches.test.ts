import { keyFrom, split } from "@querent/core";
import { describe, expect, it } from "vitest";
import { drawPlacements, PLACEMENT } from "./augment.ts";
import { normalisationTable } from "../training/normalisation-table.ts";
import { fillBatch } from "./batches.ts";

const images = {
  count: 2,
  height: 2,
  width: 3,
  channels: 2,
  data: Uint8Array.from({ length: 24 }, (_, at) => 10 * at + 5),
};
const normalisation = { mean: [0.5, 0.25], std: [0.5, 2] };
const table = normalisationTable(normalisation, 2);
const value = (byte: number, channel: number): number =>
  Math.fround((byte / 255 - normalisation.mean[channel]) / normalisation.std[channel]);

function fill(items: number[], placements?: number[]): Float32Array {
  const out = new Float32Array(items.length * 12);
  fillBatch(images, Int32Array.from(items), table, out, placements && Int8Array.from(placements));
  return out;
}

/** The definition: output (y, x) is input (y + down, (mirrored x) + right), black outside. */
function expected(item: number, down: number, right: number, mirrored: boolean): number[] {
  const out: number[] = [];
  for (let y = 0; y < 2; y++)
    for (let x = 0; x < 3; x++)
      for (let c = 0; c < 2; c++) {
        const [row, column] = [y + down, (mirrored ? 2 - x : x) + right];
        const inside = row >= 0 && row < 2 && column >= 0 && column < 3;
        out.push(value(inside ? images.data[item * 12 + (row * 3 + column) * 2 + c] : 0, c));
      }
  return out;
}

describe("fillBatch", () => {
  it("normalises each channel by its mean and deviation", () => {
    expect([...fill([1, 0])]).toEqual([...expected(1, 0, 0, false), ...expected(0, 0, 0, false)]);
  });

  it("shifts and mirrors, with black outside the image", () => {
    for (const [down, right, mirrored] of [
      [0, 0, 0],
      [1, -2, 0],
      [-1, 1, 1],
      [2, 3, 1],
      [-2, 0, 0],
    ])
      expect([...fill([1], [down, right, mirrored])]).toEqual(expected(1, down, right, mirrored === 1));
  });

  it("refuses a deviation of zero and a missing channel", () => {
    expect(() => normalisationTable({ mean: [0], std: [0] }, 1)).toThrow("positive deviations");
    expect(() => normalisationTable({ mean: [0], std: [1] }, 3)).toThrow("Normalisation needs 3");
  });
});

describe("drawPlacements", () => {
  const draw = (pad: number, flip: boolean, step: number): Int8Array => {
    const out = new Int8Array(2000 * PLACEMENT);
    drawPlacements(split(keyFrom(1), step), { pad, flip }, out);
    return out;
  };

  it("gives every shift in [-pad, pad] and mirrors half of the images", () => {
    const drawn = draw(4, true, 0);
    const column = (at: number) => [...drawn].filter((_, i) => i % PLACEMENT === at);
    for (const at of [0, 1])
      expect([...new Set(column(at))].sort((a, b) => a - b)).toEqual([-4, -3, -2, -1, 0, 1, 2, 3, 4]);
    const mirrored = column(2).reduce((sum, bit) => sum + bit, 0) / 2000;
    expect(mirrored).toBeGreaterThan(0.45);
    expect(mirrored).toBeLessThan(0.55);
  });

  it("changes nothing when there is nothing to draw", () => {
    expect(draw(0, false, 0).every((entry) => entry === 0)).toBe(true);
  });

  it("repeats by key", () => {
    expect(draw(4, true, 3)).toEqual(draw(4, true, 3));
    expect(draw(4, true, 3)).not.toEqual(draw(4, true, 4));
  });
});
