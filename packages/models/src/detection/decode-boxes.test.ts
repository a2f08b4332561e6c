/** Found boxes against the steps written out, and suppression against brute force. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { anchorsOf } from "./anchors.ts";
import { foundBoxes, objectBoxes } from "./decode-boxes.ts";
import { nonMaximumSuppression, overlapOf } from "./non-maximum-suppression.ts";

const corner = fc.integer({ min: 0, max: 12 });
const boxes = fc
  .array(
    fc.tuple(corner, corner, fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 6 }), fc.nat(4)),
    {
      maxLength: 14,
    },
  )
  .map((drawn) => ({
    corners: Float64Array.from(drawn.flatMap(([x, y, w, h]) => [x, y, x + w, y + h])),
    scores: Float64Array.from(drawn, ([, , , , score]) => score),
    all: drawn.map((_, at) => at),
  }));

test("a box is kept exactly if no kept box before it overlaps it by more than the threshold", () => {
  fc.assert(
    fc.property(boxes, fc.constantFrom(0.1, 0.45, 0.9), ({ corners, scores, all }, threshold) => {
      const kept = nonMaximumSuppression(corners, scores, all, threshold, Infinity);
      const rank = (at: number): number =>
        all.filter((other) => scores[other] > scores[at] || (scores[other] === scores[at] && other < at))
          .length;
      for (const at of all) {
        const beaten = kept.some(
          (other) => rank(other) < rank(at) && overlapOf(corners, at, other) > threshold,
        );
        expect(kept.includes(at)).toBe(!beaten);
      }
      expect(nonMaximumSuppression(corners, scores, all, threshold, 2)).toEqual(kept.slice(0, 2));
    }),
  );
});

const size = { width: 100, height: 50 };
const anchors = anchorsOf([{ rows: 1, cols: 2, shapes: [[0.4, 0.8], [0.42, 0.8]] }]); // prettier-ignore
const still = new Float32Array(16);

test("a box may be found under two classes, near twins of one class once, each with its own probability", () => {
  const probabilities = Float32Array.of(0.6, 0.3, 0.1, 0.5, 0.005, 0.495, 0, 0, 1, 0.02, 0.9, 0.08);
  const found = foundBoxes({ probabilities, offsets: still }, anchors, 2, size);
  expect([...found.classes]).toEqual([1, 0, 1, 0]);
  expect([...found.scores].map((score) => Math.round(100 * score))).toEqual([90, 60, 30, 2]);
  [54, 5, 96, 45].forEach((value, k) => expect(found.corners[k]).toBeCloseTo(value, 4)); // 0.42 wide about 0.75
});

test("objects are one box each, whatever their class", () => {
  const probabilities = Float32Array.of(0.6, 0.3, 0.1, 0.2, 0.7, 0.1, 0.03, 0.04, 0.93, 0, 0.2, 0.8);
  const { places, corners } = objectBoxes({ probabilities, offsets: still }, anchors, 2, size);
  expect(places).toEqual([1, 3]);
  expect(corners.length).toBe(8);
});

test("boxes are clipped to the image, and one that lies outside is none", () => {
  const probabilities = Float32Array.of(0.9, 0, 0.1, 0, 0, 1, 0, 0, 1, 0.8, 0, 0.2);
  const offsets = Float32Array.from(still);
  offsets[0] = -3; // centre 0.25 - 3 * 0.1 * 0.4
  offsets[12] = 40; // far to the right
  const { count, corners } = foundBoxes({ probabilities, offsets }, anchors, 2, size);
  expect(count).toBe(1);
  expect(corners[0]).toBe(0);
  expect(corners[2]).toBeCloseTo(33, 4);
});
