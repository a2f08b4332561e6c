/** Anchors answer for the boxes that SSD's matching gives them, ignored boxes teach nothing, and offsets invert. */
import type { TrueBoxes } from "@querent/core";
import fc from "fast-check";
import { expect, test } from "vitest";
import { boxesOf } from "../../test/boxes.ts";
import { anchorsOf, shapesOf } from "./anchors.ts";
import { decodeBox } from "./box-coding.ts";
import { emptyTargets, matchAnchors } from "./match-anchors.ts";

const size = { width: 64, height: 48 };
const anchors = anchorsOf([
  { rows: 3, cols: 4, shapes: shapesOf([12, 20], [1, 2], size) },
  { rows: 1, cols: 2, shapes: shapesOf([40], [1], size) },
]);
const BACKGROUND = 3;

const box = fc
  .tuple(
    fc.integer({ min: 0, max: 54 }),
    fc.integer({ min: 0, max: 38 }),
    fc.integer({ min: 3, max: 40 }),
    fc.integer({ min: 3, max: 40 }),
    fc.integer({ min: 0, max: 2 }),
    fc.boolean(),
  )
  .map(([x, y, w, h, cls, ignored]) => ({
    corners: [x, y, Math.min(64, x + w), Math.min(48, y + h)],
    cls,
    ignored,
  }));

function anchorCorners(at: number): number[] {
  const [cx, cy, w, h] = anchors.boxes.subarray(4 * at, 4 * at + 4);
  return [(cx - w / 2) * 64, (cy - h / 2) * 48, (cx + w / 2) * 64, (cy + h / 2) * 48];
}

function overlap(a: readonly number[], b: readonly number[]): number {
  const side = (low: number, high: number): number =>
    Math.max(0, Math.min(a[high], b[high]) - Math.max(a[low], b[low]));
  const both = side(0, 2) * side(1, 3);
  const area = (c: readonly number[]): number => (c[2] - c[0]) * (c[3] - c[1]);
  return both / (area(a) + area(b) - both);
}

function match(truth: TrueBoxes, threshold = 0.5) {
  const targets = emptyTargets(2, anchors.count);
  matchAnchors(truth, size, anchors, BACKGROUND, threshold, targets, 1);
  const from = anchors.count;
  return {
    classes: targets.classes.subarray(from),
    positives: targets.positives.subarray(from),
    negatives: targets.negatives.subarray(from),
    offsets: targets.offsets.subarray(4 * from),
    before: targets,
  };
}

test("every box has an anchor, every anchor the box it overlaps most, and no other image is touched", () => {
  fc.assert(
    fc.property(fc.array(box, { maxLength: 5 }), (boxes) => {
      const { classes, positives, negatives, before } = match(boxesOf(boxes));
      expect(before.positives.subarray(0, anchors.count).every((value) => value === 0)).toBe(true);
      const counted = boxes.filter(({ ignored }) => !ignored);
      const overlaps = Array.from({ length: anchors.count }, (_, at) =>
        counted.map(({ corners }) => overlap(corners, anchorCorners(at))),
      );
      const best = counted.map((_, b) => Math.max(...overlaps.map((row) => row[b])));
      for (let at = 0; at < anchors.count; at++) {
        const near = overlaps[at].some((value) => value > 0.5 + 1e-6);
        const claimed = overlaps[at].some((value, b) => value >= best[b] - 1e-6);
        if (near) expect(positives[at]).toBe(1);
        if (!near && !claimed && !overlaps[at].some((value) => value > 0.5 - 1e-6)) {
          expect(positives[at]).toBe(0);
          expect(classes[at]).toBe(BACKGROUND);
        }
        const onIgnored = boxes.some(
          ({ corners, ignored }) => ignored && overlap(corners, anchorCorners(at)) > 0.5 + 1e-6,
        );
        if (positives[at] === 1) expect(negatives[at]).toBe(0);
        else if (onIgnored) expect(negatives[at]).toBe(0);
      }
      const answered = new Set(Array.from(classes).filter((_, at) => positives[at] === 1));
      for (const { cls } of counted) if (counted.length === 1) expect(answered.has(cls)).toBe(true);
    }),
  );
});

test("the offsets of a positive anchor lead back to its box", () => {
  fc.assert(
    fc.property(box, (one) => {
      const { positives, offsets } = match(boxesOf([{ ...one, ignored: false }]));
      const out = new Float64Array(4);
      positives.forEach((positive, at) => {
        if (positive === 0) return;
        decodeBox(offsets, 4 * at, anchors.boxes, at, out, 0);
        [64, 48, 64, 48].forEach((side, k) => expect(out[k] * side).toBeCloseTo(one.corners[k], 3));
      });
      expect(positives.some((positive) => positive === 1)).toBe(true);
    }),
  );
});

test("two boxes on one anchor: the one that overlaps it more keeps it", () => {
  const corners = anchorCorners(0).map((value, k) => Math.min(k % 2 ? 48 : 64, Math.max(0, value)));
  const wider = [corners[0], corners[1], corners[2] + 6, corners[3] + 6];
  for (const order of [
    [0, 1],
    [1, 0],
  ]) {
    const both = [
      { corners, cls: 1 },
      { corners: wider, cls: 2 },
    ];
    const { classes } = match(boxesOf(order.map((at) => both[at])), 0.9);
    expect(classes[0]).toBe(1);
  }
});

test("an image without boxes is all background", () => {
  const { positives, negatives } = match(boxesOf([]));
  expect(positives.every((value) => value === 0)).toBe(true);
  expect(negatives.every((value) => value === 1)).toBe(true);
});
