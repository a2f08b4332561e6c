/** COCO's numbers for boxes and poses against those that its own evaluation gave. */
import { describe, expect, test } from "vitest";
import type { FoundPoses, TruePoses } from "../../annotations.ts";
import { evaluatePoses } from "../pose/evaluate-poses.ts";
import { oksSigmas } from "../pose/oks-sigmas.ts";
import golden from "./coco-numbers.golden.json" with { type: "json" };
import { evaluateBoxes } from "./evaluate-boxes.ts";

const sides = ["eye", "ear", "shoulder", "elbow", "wrist", "hip", "knee", "ankle"];
const joints = ["nose", ...sides.flatMap((part) => [`left_${part}`, `right_${part}`])];

const byImage = <T extends readonly unknown[]>(rows: readonly T[], images: number): T[][] =>
  Array.from({ length: images }, (_, i) => rows.filter(([image]) => image === i));
const corners = ([x, y, width, height]: readonly number[]): number[] => [x, y, x + width, y + height];

describe("pycocotools", () => {
  test.each(golden.boxes)("boxes of seed $seed", ({ truths, found, numbers, perClass }) => {
    const images = 1 + Math.max(...truths.map(([image]) => image), ...found.map(([image]) => image));
    const area = ([, , , , width, height]: readonly number[]): number => width * height;
    const wanted = byImage(truths, images);
    const claims = byImage(found, images);
    const shape = (rows: readonly number[][]) => ({
      count: rows.length,
      classes: Int32Array.from(rows, (row) => row[1]),
      corners: Float64Array.from(rows.flatMap((row) => corners(row.slice(2)))),
    });
    const evaluation = evaluateBoxes(
      wanted.map((rows) => ({
        ...shape(rows),
        areas: Float64Array.from(rows, (row) => row[6]),
        ignored: Uint8Array.from(rows, (row) => row[7]),
        crowds: Uint8Array.from(rows, (row) => row[7]),
      })),
      claims.map((rows) => ({ ...shape(rows), scores: Float64Array.from(rows, (row) => row[6]) })),
      perClass.length,
      {
        boxAreas: {
          truths: wanted.map((rows) => Float64Array.from(rows, area)),
          found: claims.map((rows) => Float64Array.from(rows, area)),
        },
      },
    );
    Object.values(evaluation.scores).forEach((value, i) => expect(value).toBeCloseTo(numbers[i], 12));
    evaluation.perClass.forEach(({ ap }, c) => expect(ap).toBeCloseTo(perClass[c], 12));
  });

  test("poses", () => {
    type Row = [number, number, number, number, number, number, number, number[]];
    const wanted = byImage(golden.poses.truths as Row[], 5).map((rows): TruePoses => ({
      count: rows.length,
      points: Float64Array.from(rows.flatMap((row) => row[7].filter((_, i) => i % 3 < 2))),
      visibility: Uint8Array.from(rows.flatMap((row) => row[7].filter((_, i) => i % 3 === 2))),
      corners: Float64Array.from(rows.flatMap((row) => corners(row.slice(1, 5) as number[]))),
      areas: Float64Array.from(rows, (row) => row[5]),
      ignored: Uint8Array.from(rows, (row) => row[6]),
      crowds: Uint8Array.from(rows, (row) => row[6]),
    }));
    const claims = byImage(golden.poses.found as [number, number, number[]][], 5).map((rows): FoundPoses => ({
      count: rows.length,
      points: Float64Array.from(rows.flatMap((row) => row[2])),
      jointScores: new Float64Array(17 * rows.length),
      scores: Float64Array.from(rows, (row) => row[1]),
    }));
    const { scores } = evaluatePoses(wanted, claims, oksSigmas(joints));
    Object.values(scores).forEach((value, i) => expect(value).toBeCloseTo(golden.poses.numbers[i], 12));
  });
});
