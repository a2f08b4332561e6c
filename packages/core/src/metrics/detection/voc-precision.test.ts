/** Tests of VOC's average precision: against a slow one written from the definitions, and by hand. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { boxesFound, boxesTrue } from "../../../test/metrics/box-rows.ts";
import { scenes } from "../../../test/metrics/box-scenes.ts";
import { slowVoc, type VocClaim, type VocTruth } from "../../../test/metrics/slow-voc.ts";
import { averagePrecision } from "./average-precision.ts";
import { vocPrecision } from "./voc-precision.ts";

describe("VOC's average precision", () => {
  test("is that of the slow evaluation, by either list of recalls and either meaning of corners", () => {
    fc.assert(
      fc.property(
        scenes,
        fc.constantFrom(0.5, 0.25, 0.8),
        fc.boolean(),
        ({ truths, found, classes }, overlap, cornersArePixels) => {
          const boxOf = (all: { readonly corners: Float64Array }, b: number): number[] =>
            Array.from(all.corners.subarray(4 * b, 4 * b + 4));
          const wanted = truths.flatMap((boxes, image) =>
            Array.from(boxes.classes, (kind, g): VocTruth => {
              const difficult = boxes.ignored[g] === 1 || boxes.crowds[g] === 1;
              return { image, kind, box: boxOf(boxes, g), difficult };
            }),
          );
          const claims = found.flatMap((boxes, image) =>
            Array.from(boxes.classes, (kind, d): VocClaim => {
              return { image, kind, box: boxOf(boxes, d), score: boxes.scores[d] };
            }),
          );
          for (const points of ["every", "eleven"] as const) {
            const { perClass } = vocPrecision(truths, found, classes, { overlap, points, cornersArePixels });
            perClass.forEach((value, kind) => {
              const slow = slowVoc(kind, wanted, claims, overlap, cornersArePixels ? 1 : 0);
              expect(value ?? -1).toBeCloseTo(slow?.[points] ?? -1, 12);
            });
          }
        },
      ),
      { numRuns: 200 },
    );
  });

  const truth = boxesTrue([
    [0, 0, 10, 10, 0],
    [20, 0, 30, 10, 0],
  ]);
  const found = boxesFound([
    [0, 0, 10, 10, 0, 0.9],
    [0, 0, 10, 10, 0, 0.8], // found twice
    [20, 0, 30, 10, 0, 0.7],
  ]);

  test("takes a box found twice for wrong", () => {
    expect(vocPrecision([truth], [found], 1).mean).toBeCloseTo((1 + 2 / 3) / 2, 14);
    expect(vocPrecision([truth], [found], 1, { points: "eleven" }).mean).toBeCloseTo(
      (6 + 5 * (2 / 3)) / 11,
      14,
    );
  });

  test("does not count what lies on a difficult box, however often", () => {
    const difficult = { ...truth, ignored: Uint8Array.of(1, 0) };
    expect(vocPrecision([difficult], [found], 1).mean).toBe(1);
  });

  test("is undefined for a class without a truth, and the mean is over the others", () => {
    const evaluation = vocPrecision([truth], [found], 3);
    expect(evaluation.perClass.slice(1)).toEqual([undefined, undefined]);
    expect(evaluation.mean).toBe(evaluation.perClass[0]);
    expect(vocPrecision([boxesTrue([])], [found], 1).mean).toBeUndefined();
  });

  test("reads a recall of exactly 0.3", () => {
    const ten = boxesTrue(Array.from({ length: 10 }, (_, i) => [20 * i, 0, 20 * i + 10, 10, 0]));
    const three = boxesFound([0, 1, 2].map((i) => [20 * i, 0, 20 * i + 10, 10, 0, 1]));
    expect(vocPrecision([ten], [three], 1, { points: "eleven" }).mean).toBeCloseTo(4 / 11, 14);
  });

  test("gives boxes whose corners are pixels one pixel more", () => {
    const one = boxesTrue([[0, 0, 9, 9, 0]]);
    const half = boxesFound([[0, 0, 9, 4, 0, 1]]);
    expect(vocPrecision([one], [half], 1).mean).toBe(0);
    expect(vocPrecision([one], [half], 1, { cornersArePixels: true }).mean).toBe(1);
  });

  test("counts an image as often as it weighs", () => {
    const images = [truth, boxesTrue([[0, 0, 4, 4, 0]])];
    const boxes = [found, boxesFound([[5, 0, 9, 4, 0, 0.85]])];
    const { matches } = vocPrecision(images, boxes, 1);
    const again = (weights: number[]) => {
      const repeat = <T>(all: readonly T[]): T[] => all.flatMap((one, i) => Array<T>(weights[i]).fill(one));
      return vocPrecision(repeat(images), repeat(boxes), 1).mean;
    };
    for (const weights of [
      [1, 1],
      [2, 1],
      [1, 3],
      [0, 2],
    ])
      expect(averagePrecision(matches.classes[0], "every", weights)).toBeCloseTo(
        again(weights) as number,
        14,
      );
    expect(averagePrecision(matches.classes[0], "every", [0, 0])).toBeUndefined();
  });

  test("refuses an overlap that makes no sense", () => {
    expect(() => vocPrecision([truth], [found], 1, { overlap: 0 })).toThrow("must be in (0, 1]; got 0");
  });
});
