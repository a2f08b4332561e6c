/** Tests of COCO's twelve numbers: against a slow evaluation written from the definitions, and by hand. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { boxesFound, boxesTrue } from "../../../test/metrics/box-rows.ts";
import { scenes, type Scene } from "../../../test/metrics/box-scenes.ts";
import { slowMeans, type Claim, type Wanted } from "../../../test/metrics/slow-coco.ts";
import { countMatches } from "./count-matches.ts";
import { evaluateBoxes, type BoxScores } from "./evaluate-boxes.ts";
import { matchBoxes } from "./match-boxes.ts";

type Placed<T> = T & { readonly at: readonly number[] };

describe("the twelve numbers", () => {
  test("are those of the slow evaluation", () => {
    fc.assert(
      fc.property(scenes, (scene) => {
        const { scores } = evaluateBoxes(scene.truths, scene.found, scene.classes);
        const slow = slowScores(scene);
        for (const name of Object.keys(slow) as (keyof BoxScores)[])
          expect(scores[name], name).toBeCloseTo(slow[name], 12);
      }),
      { numRuns: 200 },
    );
  });

  test("of a class are those of the scene with that class alone", () => {
    fc.assert(
      fc.property(scenes, ({ truths, found, classes }) => {
        const { perClass } = evaluateBoxes(truths, found, classes);
        const only = truths.map((boxes) => ({ ...boxes, ignored: boxes.ignored.slice() }));
        for (const boxes of only) boxes.classes.forEach((c, g) => (boxes.ignored[g] |= c === 1 ? 0 : 1));
        const alone = evaluateBoxes(only, found, classes);
        for (const name of Object.keys(alone.scores) as (keyof BoxScores)[])
          expect(perClass[1][name]).toBeCloseTo(alone.scores[name], 12);
      }),
      { numRuns: 50 },
    );
  });

  test("are 1 where every box is found and -1 where there is none", () => {
    const one = boxesTrue([[0, 0, 50, 50, 0]]);
    const { scores } = evaluateBoxes([one], [boxesFound([[0, 0, 50, 50, 0, 0.3]])], 2);
    expect(scores).toEqual({
      ap: expect.closeTo(1, 14),
      ap50: expect.closeTo(1, 14),
      ap75: expect.closeTo(1, 14),
      apSmall: -1,
      apMedium: expect.closeTo(1, 14),
      apLarge: -1,
      ar1: 1,
      ar10: 1,
      ar100: 1,
      arSmall: -1,
      arMedium: 1,
      arLarge: -1,
    });
    const nothing = evaluateBoxes([boxesTrue([])], [boxesFound([[0, 0, 5, 5, 0, 1]])], 2).scores;
    expect(Object.values(nothing)).toEqual(Array(12).fill(-1));
    expect(Object.values(evaluateBoxes([], [], 1).scores)).toEqual(Array(12).fill(-1));
  });

  test("take a found box inside a crowd for neither right nor wrong", () => {
    const truth = boxesTrue([
      [0, 0, 40, 40, 0],
      [100, 0, 200, 100, 0],
    ]);
    const crowded = { ...truth, ignored: Uint8Array.of(0, 1), crowds: Uint8Array.of(0, 1) };
    const found = boxesFound([
      [100, 0, 110, 10, 0, 0.9], // wholly inside the crowd, a hundredth of it
      [110, 0, 120, 10, 0, 0.8],
      [0, 0, 40, 40, 0, 0.7],
    ]);
    expect(evaluateBoxes([crowded], [found], 1).scores.ap).toBeCloseTo(1, 14);
    expect(evaluateBoxes([truth], [found], 1).scores.ap).toBeCloseTo((51 / 101) * (1 / 3), 14);
  });

  test("give a found box the later of two that it overlaps equally", () => {
    const left = [0, 0, 20, 10, 0];
    const right = [10, 0, 30, 10, 0];
    const found = boxesFound([
      [5, 0, 25, 10, 0, 0.9], // overlaps both by 0.6
      [0, 0, 20, 10, 0, 0.8], // overlaps the right one by a third
    ]);
    const ap50 = (...rows: number[][]) => evaluateBoxes([boxesTrue(rows)], [found], 1).scores.ap50;
    expect(ap50(left, right)).toBeCloseTo(1, 14);
    expect(ap50(right, left)).toBeCloseTo(51 / 101, 14);
  });

  test("at thresholds of one's own", () => {
    const truth = boxesTrue([[0, 0, 10, 10, 0]]);
    const found = boxesFound([[0, 0, 10, 6, 0, 1]]);
    const at = (...thresholds: number[]) => evaluateBoxes([truth], [found], 1, { thresholds }).scores;
    expect(at(0.6).ap).toBeCloseTo(1, 14);
    expect(at(0.61).ap).toBe(0);
    expect(at(0.5, 0.7).ap).toBeCloseTo(0.5, 14);
    expect(at(0.6).ap50).toBe(-1);
    expect(() => at()).toThrow("must ascend within (0, 1], at least one; got none");
    expect(() => at(0.7, 0.5)).toThrow("got 0.7, 0.5");
    expect(() => at(0)).toThrow("got 0");
  });
});

describe("counting again", () => {
  test("with weights is counting an image as often as it weighs", () => {
    fc.assert(
      fc.property(
        scenes,
        fc.array(fc.nat(3), { minLength: 6, maxLength: 6 }),
        ({ truths, found, classes }, weights) => {
          const apart = found.map((boxes, i) => ({
            ...boxes,
            scores: boxes.scores.map((score, d) => score + (d * 7 + i) * 1e-9), // no two equal
          }));
          const again = <T>(items: readonly T[]): T[] =>
            items.flatMap((item, i) => Array<T>(weights[i]).fill(item));
          const weighted = countMatches(matchBoxes(truths, apart, classes), weights);
          const repeated = countMatches(matchBoxes(again(truths), again(apart), classes));
          expect(weighted.truths).toEqual(repeated.truths);
          expect(weighted.recall).toEqual(repeated.recall);
          const off = weighted.precision.map((value, i) => Math.abs(value - repeated.precision[i]));
          expect(Math.max(...off)).toBeLessThan(1e-12);
        },
      ),
      { numRuns: 50 },
    );
  });
});

describe("boxes that are none", () => {
  const truth = boxesTrue([[0, 0, 5, 5, 0]]);
  const found = boxesFound([[0, 0, 5, 5, 0, 1]]);
  test.each([
    [[truth], [], "There must be found boxes, maybe none, for each image with true ones; got 0 for 1 images"],
    [[boxesTrue([[5, 0, 0, 5, 0]])], [found], "True box 0 of image 0 must have finite corners with x1 <= x2"],
    [[truth], [boxesFound([[0, NaN, 5, 5, 0, 1]])], "Found box 0 of image 0 must have finite corners"],
    [
      [truth],
      [boxesFound([[0, 0, 5, 5, 1, 1]])],
      "Found box 0 of image 0 must be of a class in [0, 1); got 1",
    ],
    [
      [truth],
      [boxesFound([[0, 0, 5, 5, 0, NaN]])],
      "Found box 0 of image 0 must have a finite score; got NaN",
    ],
    [[{ ...truth, areas: Float64Array.of(-1) }], [found], "True box 0 of image 0 must have a finite area"],
    [
      [truth],
      [{ ...found, count: 2 }],
      "must have 4 corner coordinates and a class for each of 2; got 4 and 1",
    ],
  ] as const)("%#", (truths, boxes, message) => {
    expect(() => evaluateBoxes(truths, boxes, 1)).toThrow(message);
  });
});

function slowScores({ truths, found }: Scene): BoxScores {
  const corners = (boxes: { readonly corners: Float64Array }, b: number): number[] =>
    Array.from(boxes.corners.slice(4 * b, 4 * b + 4));
  const extent = ([x1, y1, x2, y2]: readonly number[]): number => (x2 - x1) * (y2 - y1);
  const wanted = truths.flatMap((boxes, image) =>
    Array.from(boxes.areas, (size, g): Placed<Wanted> => {
      const flags = { crowd: boxes.crowds[g] === 1, skip: boxes.ignored[g] === 1 };
      return { image, kind: boxes.classes[g], size, ...flags, at: corners(boxes, g) };
    }),
  );
  const claims = found.flatMap((boxes, image) =>
    Array.from(boxes.scores, (score, d): Placed<Claim> => {
      const at = corners(boxes, d);
      return { image, kind: boxes.classes[d], size: extent(at), score, at };
    }),
  );
  const overlap = (claim: Placed<Claim>, one: Placed<Wanted>): number => {
    const [a, b] = [claim.at, one.at];
    const wide = Math.min(a[2], b[2]) - Math.max(a[0], b[0]);
    const high = Math.min(a[3], b[3]) - Math.max(a[1], b[1]);
    if (wide <= 0 || high <= 0) return 0;
    return (wide * high) / (one.crowd ? extent(a) : extent(a) + extent(b) - wide * high);
  };
  const means = (part: { size?: string; most?: number; at?: number[] }): [number, number] =>
    slowMeans(wanted, claims, overlap, part);
  const [ap, ar100] = means({});
  const [apSmall, arSmall] = means({ size: "small" });
  const [apMedium, arMedium] = means({ size: "medium" });
  const [apLarge, arLarge] = means({ size: "large" });
  return {
    ap,
    ap50: means({ at: [0.5] })[0],
    ap75: means({ at: [0.75] })[0],
    apSmall,
    apMedium,
    apLarge,
    ar1: means({ most: 1 })[1],
    ar10: means({ most: 10 })[1],
    ar100,
    arSmall,
    arMedium,
    arLarge,
  };
}
