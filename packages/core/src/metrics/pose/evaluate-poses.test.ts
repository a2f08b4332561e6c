/** Tests of COCO's ten numbers for poses: against a slow evaluation written from the definitions, and by hand. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { JOINTS, poseScenes, type PoseScene } from "../../../test/metrics/pose-scenes.ts";
import { slowMeans, type Claim, type Wanted } from "../../../test/metrics/slow-coco.ts";
import type { FoundPoses, TruePoses } from "../../annotations.ts";
import { evaluatePoses, type PoseScores } from "./evaluate-poses.ts";
import { oksSigma, oksSigmas } from "./oks-sigmas.ts";

const sigmas = [0.03, 0.08, 0.1];

describe("the ten numbers", () => {
  test("are those of the slow evaluation", () => {
    fc.assert(
      fc.property(poseScenes, (scene) => {
        const { scores } = evaluatePoses(scene.truths, scene.found, sigmas);
        const slow = slowScores(scene);
        for (const name of Object.keys(slow) as (keyof PoseScores)[])
          expect(scores[name], name).toBeCloseTo(slow[name], 12);
      }),
      { numRuns: 50 },
    );
  });

  const truth: TruePoses = {
    count: 1,
    points: Float64Array.of(10, 10, 20, 20, 30, 30),
    visibility: Uint8Array.of(2, 1, 0),
    corners: Float64Array.of(0, 0, 50, 50),
    areas: Float64Array.of(2500),
    ignored: Uint8Array.of(0),
    crowds: Uint8Array.of(0),
  };
  const found = (...points: number[]): FoundPoses => ({
    count: 1,
    points: Float64Array.from(points),
    jointScores: Float64Array.of(1, 1, 1),
    scores: Float64Array.of(0.5),
  });

  test("do not look at a joint that was not annotated", () => {
    const { scores, truths } = evaluatePoses([truth], [found(10, 10, 20, 20, 500, 500)], sigmas);
    expect(scores.ap).toBeCloseTo(1, 14);
    expect(scores.arMedium).toBe(1);
    expect(scores.apLarge).toBe(-1);
    expect(truths).toBe(1);
  });

  test("have one where the similarity is just the threshold", () => {
    const distance = Math.sqrt(2 * 2500 * 0.06 ** 2 * Math.log(2)); // similarity 0.5 at the first joint
    const only = { ...truth, visibility: Uint8Array.of(2, 0, 0) };
    const ap50 = (x: number): number =>
      evaluatePoses([only], [found(10 + x, 10, 0, 0, 0, 0)], sigmas).scores.ap50;
    expect(ap50(distance * (1 - 1e-12))).toBeCloseTo(1, 14);
    expect(ap50(distance * (1 + 1e-12))).toBe(0);
  });

  test("leave out a pose without a joint, and what is found within its box three times as wide", () => {
    const empty = { ...truth, visibility: new Uint8Array(3) };
    const other = { ...truth, areas: Float64Array.of(2000) };
    const inside = found(-50, -50, 100, 100, 0, 100);
    const outside = found(-90, -90, 140, 140, 0, 140);
    const both = { ...inside, scores: Float64Array.of(0.9) };
    const ap = (first: FoundPoses): number =>
      evaluatePoses([empty, other], [first, found(10, 10, 20, 20, 0, 0)], sigmas).scores.ap;
    expect(ap(both)).toBeCloseTo(1, 14);
    expect(ap({ ...outside, scores: Float64Array.of(0.9) })).toBeCloseTo(0.5, 14);
  });

  test("refuse poses that are none", () => {
    const good = found(1, 1, 1, 1, 1, 1);
    const run =
      (truths: TruePoses[], poses: FoundPoses[], own: number[] = sigmas) =>
      () =>
        evaluatePoses(truths, poses, own);
    expect(run([truth], [])).toThrow("There must be found poses, maybe none, for each image with true ones");
    expect(run([truth], [good], [1, 1])).toThrow(
      "must have 2 coordinates for each of 2 joints of 1 poses; got 6",
    );
    expect(run([truth], [good], [1, 0, 1])).toThrow("The sigma of joint 1 must be positive; got 0");
    expect(run([truth], [found(1, 1, NaN, 1, 1, 1)])).toThrow(
      "Joint 1 of found pose 0 of image 0 must be at a finite",
    );
    expect(run([truth], [{ ...good, scores: Float64Array.of(NaN) }])).toThrow(
      "must have a finite score; got NaN",
    );
    expect(run([{ ...truth, areas: Float64Array.of(NaN) }], [good])).toThrow(
      "True pose 0 of image 0 must have a finite area",
    );
  });
});

describe("sigmas", () => {
  test("go by name, however it is written", () => {
    expect(oksSigma("left_hip")).toBe(0.107);
    expect(oksSigma("Right Shoulder")).toBe(0.079);
    expect(oksSigma("head_top")).toBe(0.079);
    expect(oksSigma("hip")).toBeUndefined();
    expect(oksSigma("left_nose")).toBeUndefined();
    expect(oksSigma("constructor")).toBeUndefined();
  });

  test("are even where a name has none", () => {
    expect(oksSigmas(["nose", "left_eye"])).toEqual(Float64Array.of(0.026, 0.025));
    expect(oksSigmas(["nose", "tail"])).toEqual(Float64Array.of(0.5, 0.5));
    expect(() => oksSigmas([])).toThrow("at least one joint");
  });
});

function slowScores({ truths, found }: PoseScene): PoseScores {
  type Pose = { readonly points: readonly (readonly number[])[] };
  type Person = Wanted & Pose & { readonly seen: readonly number[]; readonly box: readonly number[] };
  const triples = (points: Float64Array, one: number): number[][] =>
    Array.from({ length: JOINTS }, (_, j) =>
      Array.from(points.slice(2 * (one * JOINTS + j), 2 * (one * JOINTS + j) + 2)),
    );
  const wanted = truths.flatMap((poses, image) =>
    Array.from(poses.areas, (size, g): Person => {
      const seen = Array.from(poses.visibility.slice(g * JOINTS, (g + 1) * JOINTS));
      return {
        image,
        kind: 0,
        size,
        crowd: poses.crowds[g] === 1,
        skip: poses.ignored[g] === 1 || seen.every((one) => one === 0),
        points: triples(poses.points, g),
        seen,
        box: Array.from(poses.corners.slice(4 * g, 4 * g + 4)),
      };
    }),
  );
  const claims = found.flatMap((poses, image) =>
    Array.from(poses.scores, (score, d): Claim & Pose => {
      const points = triples(poses.points, d);
      const spread = (axis: number): number =>
        Math.max(...points.map((point) => point[axis])) - Math.min(...points.map((point) => point[axis]));
      return { image, kind: 0, size: spread(0) * spread(1), score, points };
    }),
  );
  const similarity = (claim: Pose, person: Person): number => {
    const gap = (value: number, low: number, high: number): number => {
      const [from, to] = [low - (high - low), high + (high - low)];
      return value < from ? from - value : value > to ? value - to : 0;
    };
    const hidden = person.seen.every((one) => one === 0);
    const terms = claim.points.flatMap(([x, y], j) => {
      if (!hidden && person.seen[j] === 0) return [];
      const [x1, y1, x2, y2] = person.box;
      const [dx, dy] = hidden
        ? [gap(x, x1, x2), gap(y, y1, y2)]
        : [x - person.points[j][0], y - person.points[j][1]];
      return [Math.exp(-(dx ** 2 + dy ** 2) / (8 * person.size * sigmas[j] ** 2))];
    });
    return terms.reduce((a, b) => a + b, 0) / terms.length;
  };
  const means = (part: { size?: string; at?: number[] }): [number, number] =>
    slowMeans(wanted, claims, similarity, { ...part, most: 20 });
  const [ap, ar] = means({});
  const [ap50, ar50] = means({ at: [0.5] });
  const [ap75, ar75] = means({ at: [0.75] });
  const [apMedium, arMedium] = means({ size: "medium" });
  const [apLarge, arLarge] = means({ size: "large" });
  return { ap, ap50, ap75, apMedium, apLarge, ar, ar50, ar75, arMedium, arLarge };
}
