import type { HeatMaps, TruePoses } from "@querent/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeHeatMaps } from "./decode-heat-maps.ts";
import { plainView, type View } from "./draw-views.ts";
import { drawTarget } from "./heat-map-targets.ts";
import { mirrorMaps } from "./mirror-maps.ts";

const map = { height: 12, width: 16, stride: 4 };
const seen = { height: 48, width: 64 };
const mirrored = Int32Array.of(1, 0, 2);

const poseOf = (points: readonly number[], visibility = [2, 2, 2]): TruePoses => ({
  count: 1,
  points: Float64Array.from(points),
  visibility: Uint8Array.from(visibility),
  corners: new Float64Array(4),
  areas: new Float64Array(1),
  ignored: new Uint8Array(1),
  crowds: new Uint8Array(1),
});

/** The target of a pose whose crop is no larger than what is seen, as maps and weights. */
function target(pose: TruePoses, view: View = plainView(3)) {
  const maps = new Float32Array(12 * 16 * 3).fill(7);
  const weights = new Float32Array(3).fill(7);
  drawTarget(pose, { mirrored }, seen, view, map, maps, weights);
  const data = new Float32Array(maps.length);
  for (let at = 0; at < 192; at++) for (let j = 0; j < 3; j++) data[j * 192 + at] = maps[at * 3 + j];
  const heatMaps: HeatMaps = { rows: 1, joints: 3, height: 12, width: 16, data };
  return { heatMaps, weights: [...weights] };
}

const inside = (low: number, high: number) => fc.double({ min: low, max: high, noNaN: true });
const places = fc.tuple(
  inside(6, 58),
  inside(6, 42),
  inside(6, 58),
  inside(6, 42),
  inside(6, 58),
  inside(6, 42),
);

describe("heat maps", () => {
  it("leads to a target and back within a quarter of a map pixel along each axis", () => {
    fc.assert(
      fc.property(places, (points) => {
        const { points: found, count } = decodeHeatMaps(target(poseOf(points)).heatMaps, 0, 4);
        expect(count).toBe(1);
        points.forEach((value, at) => expect(Math.abs(found[at] - value)).toBeLessThanOrEqual(1 + 1e-6));
      }),
    );
  });

  it("mirrors points as it mirrors maps, left and right exchanged", () => {
    fc.assert(
      fc.property(places, (points) => {
        const mirroredView = target(poseOf(points), { ...plainView(3), mirrored: true }).heatMaps;
        const plain = target(poseOf(points)).heatMaps;
        const back = mirrorMaps(mirroredView.data, mirrored, map);
        const apart = back.map((value, at) => Math.abs(value - plain.data[at]));
        expect(Math.max(...apart)).toBeLessThan(1e-5);
        expect(mirrorMaps(back, mirrored, map)).toEqual(mirroredView.data);
      }),
    );
  });

  it("draws hills of 7 x 7 pixels with a deviation of one", () => {
    const { heatMaps, weights } = target(poseOf([34, 22, 34, 22, 2, 46])); // centres of the pixels (8, 5), (0, 11)
    const at = (joint: number, row: number, column: number) => heatMaps.data[joint * 192 + row * 16 + column];
    expect(at(0, 5, 8)).toBe(1);
    expect(at(0, 5, 9)).toBeCloseTo(Math.exp(-0.5), 6);
    expect(at(0, 3, 6)).toBeCloseTo(Math.exp(-4), 6);
    expect(at(0, 5, 11)).toBeCloseTo(Math.exp(-4.5), 6);
    expect(at(0, 5, 12)).toBe(0);
    expect(heatMaps.data.subarray(0, 192).filter((value) => value > 0).length).toBe(49);
    expect(heatMaps.data.subarray(384).filter((value) => value > 0).length).toBe(16); // cut off by a corner
    weights.forEach((weight) => expect(weight).toBeCloseTo(1 / 3, 6));
    const squares = heatMaps.data.subarray(0, 192).reduce((sum, value) => sum + value * value, 0);
    expect(squares).toBeCloseTo(Math.PI, 2);
  });

  it("shares the weight among the joints that have a target", () => {
    const points = [30, 20, 30, 20, 70, 20]; // the last lies outside
    const { heatMaps, weights } = target(poseOf(points, [1, 0, 2]));
    expect(weights).toEqual([1, 0, 0]);
    expect(heatMaps.data.subarray(192).every((value) => value === 0)).toBe(true);
    expect(target(poseOf(points, [0, 0, 2])).weights).toEqual([0, 0, 0]);
    expect(target(poseOf(points, [1, 0, 2]), { ...plainView(3), mirrored: true }).weights).toEqual([0, 1, 0]);
    expect(target(poseOf([Number.NaN, 0, 30, 20, 30, 20], [0, 2, 2])).weights).toEqual([0, 0.5, 0.5]);
  });

  it("reads the first highest pixel, moved a quarter towards its higher neighbour, with its value as the score", () => {
    const data = new Float32Array(2 * 12);
    data.set([0.1, 0.2, 0.5, 0.3], 4); // row 1 of joint 0
    data[2] = 0.4; // above the highest
    data[12 + 3] = -1; // joint 1: zeros but for one below them
    const maps: HeatMaps = { rows: 1, joints: 2, height: 3, width: 4, data };
    const { points, jointScores, scores } = decodeHeatMaps(maps, 0, 4);
    expect([...points]).toEqual([4 * 2.75, 4 * 1.25, 2, 2]);
    expect([...jointScores]).toEqual([0.5, 0]);
    expect([...scores]).toEqual([0.25]);
  });
});
