/** Tests of PCK, PCKh and the area under them: against a slow one written from the definition, and by hand. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { FoundPoses, Skeleton, TruePoses } from "../../annotations.ts";
import { correctJoints } from "./correct-joints.ts";
import { poseAccuracy, type PoseAccuracyOptions } from "./pose-accuracy.ts";
import { usualReference } from "./reference-length.ts";

const joints = ["left_shoulder", "right_hip", "neck", "head_top"];
const skeleton: Skeleton = { joints, bones: [[2, 3]], mirrored: Int32Array.of(0, 1, 2, 3) };

/** One person of four joints: x, y, v each, in a box of 30 x 40 at the origin. */
function person(...keypoints: number[]): TruePoses {
  return {
    count: 1,
    points: Float64Array.from(keypoints.filter((_, i) => i % 3 < 2)),
    visibility: Uint8Array.from(keypoints.filter((_, i) => i % 3 === 2)),
    corners: Float64Array.of(0, 0, 30, 40),
    areas: Float64Array.of(1200),
    ignored: Uint8Array.of(0),
    crowds: Uint8Array.of(0),
  };
}

const pose = (...points: number[]): FoundPoses => ({
  count: 1,
  points: Float64Array.from(points),
  jointScores: new Float64Array(4),
  scores: Float64Array.of(1),
});

describe("PCK", () => {
  const truth = person(0, 0, 2, 6, 8, 1, 3, 0, 2, 3, 5, 0); // torso 10 long, no head top
  const found = pose(0, 2, 6, 8.5, 5.01, 0, 99, 99);

  test("is the share of annotated joints within alpha torsos", () => {
    const accuracy = poseAccuracy([truth], [found], { skeleton, reference: "torso" });
    expect(accuracy).toMatchObject({ alpha: 0.2, poses: 1, withoutReference: 0 });
    expect(accuracy.perJoint).toEqual([1, 1, 0, undefined]); // off by exactly 0.2, by 0.05 and by 0.201
    expect(accuracy.pck).toBe(2 / 3);
    expect(accuracy.meanOfJoints).toBe(2 / 3);
  });

  test("weighs joints by how often they were annotated, their mean does not", () => {
    const other = person(0, 0, 2, 6, 8, 1, 3, 0, 0, 3, 5, 0);
    const { pck, meanOfJoints } = poseAccuracy([truth, other], [found, found], {
      skeleton,
      reference: "torso",
    });
    expect(pck).toBe(4 / 5);
    expect(meanOfJoints).toBe(2 / 3);
  });

  test("can be measured by the box or the head", () => {
    const { perJoint } = poseAccuracy([truth], [found], { skeleton, reference: "box", alpha: 0.05 });
    expect(perJoint).toEqual([1, 1, 0, undefined]); // of 40 pixels
    const headed = person(0, 0, 2, 6, 8, 1, 3, 0, 2, 3, 5, 1); // 5 from neck to head top
    const pckh = poseAccuracy([headed], [pose(0, 2.5, 6, 10.6, 3, 0, 3, 5)], { skeleton, reference: "head" });
    expect(pckh).toMatchObject({ alpha: 0.5, perJoint: [1, 0, 1, 1], pck: 0.75 });
  });

  test("leaves out and counts poses without a reference length", () => {
    const hidden = person(0, 0, 0, 6, 8, 1, 3, 0, 2, 3, 5, 2);
    const zero = person(6, 8, 2, 6, 8, 2, 3, 0, 2, 3, 5, 2);
    const accuracy = poseAccuracy([truth, hidden, zero], [found, found, found], {
      skeleton,
      reference: "torso",
    });
    expect(accuracy).toMatchObject({ poses: 1, withoutReference: 2, pck: 2 / 3 });
    const none = poseAccuracy([hidden], [found], { skeleton, reference: "torso" });
    expect(none).toMatchObject({
      pck: undefined,
      auc: undefined,
      meanOfJoints: undefined,
      withoutReference: 1,
    });
  });

  test("does not look at ignored poses", () => {
    const ignored = { ...truth, ignored: Uint8Array.of(1) };
    expect(poseAccuracy([ignored], [found], { skeleton, reference: "torso" })).toMatchObject({
      poses: 0,
      withoutReference: 0,
    });
  });

  test("area is that of the share that grows with alpha", () => {
    const auc = (x: number): number | undefined =>
      poseAccuracy([person(0, 0, 2, 0, 10, 2, 0, 0, 0, 0, 0, 0)], [pose(x, 0, x, 10, 0, 0, 0, 0)], {
        skeleton,
        reference: "torso",
        alpha: 0.5,
      }).auc;
    expect(auc(0)).toBe(1);
    expect(auc(2.5)).toBeCloseTo(0.51, 14); // right from step 25 of 50 on, half of the step before with it
    expect(auc(5)).toBeCloseTo(0.01, 14);
    expect(auc(5.1)).toBe(0);
  });

  test("is that of a slow count", () => {
    const coordinate = fc.integer({ min: 0, max: 12 });
    const joint = fc.tuple(coordinate, coordinate, fc.constantFrom(0, 1, 2, 2));
    const four = fc.array(joint, { minLength: 4, maxLength: 4 });
    const scene = fc.array(fc.tuple(four, four), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(scene, fc.constantFrom("torso", "head", "box"), (people, reference) => {
        const truths = people.map(([own]) => person(...own.flat()));
        const found = people.map(([, other]) => pose(...other.flatMap(([x, y]) => [x, y])));
        const options: PoseAccuracyOptions = { skeleton, reference, alpha: 0.5 };
        const { perJoint, pck } = poseAccuracy(truths, found, options);
        const [from, to] = reference === "torso" ? [0, 1] : [2, 3];
        const verdicts = people.flatMap(([own, other]) => {
          const length =
            reference === "box"
              ? 40
              : own[from][2] > 0 && own[to][2] > 0
                ? Math.hypot(own[from][0] - own[to][0], own[from][1] - own[to][1])
                : 0;
          return own.flatMap(([x, y, seen], j) =>
            seen === 0 || length === 0
              ? []
              : [{ j, right: (other[j][0] - x) ** 2 + (other[j][1] - y) ** 2 <= (length / 2) ** 2 + 1e-9 }],
          );
        });
        const share = (list: readonly { right: boolean }[]): number | undefined =>
          list.length === 0 ? undefined : list.filter(({ right }) => right).length / list.length;
        expect(pck).toEqual(share(verdicts));
        expect(perJoint).toEqual(joints.map((_, j) => share(verdicts.filter((one) => one.j === j))));
      }),
      { numRuns: 200 },
    );
  });

  test("counts an image as often as it weighs", () => {
    const { errors } = poseAccuracy([truth, truth], [found, pose(0, 0, 6, 8, 3, 0, 0, 0)], {
      skeleton,
      reference: "torso",
    });
    expect(correctJoints(errors, 0.2, { weights: [1, 3] })).toBe(11 / 12);
    expect(correctJoints(errors, 0.2, { weights: [0, 0] })).toBeUndefined();
  });

  test("refuses what it cannot measure", () => {
    const run =
      (options: Partial<PoseAccuracyOptions>, poses = [found]) =>
      () =>
        poseAccuracy([truth], poses, { skeleton, reference: "torso", ...options });
    expect(run({ alpha: 0 })).toThrow("alpha must be a positive number of reference lengths; got 0");
    expect(run({ skeleton: { ...skeleton, joints: ["a", "b", "c", "d"] } })).toThrow(
      'The reference length "torso" needs the joints left_shoulder and right_hip; the skeleton has a, b, c, d',
    );
    const two = { ...found, count: 2, points: new Float64Array(16), scores: new Float64Array(2) };
    expect(run({}, [two])).toThrow(
      "Image 0 must have one found pose for each true one, in the same order; got 2 for 1",
    );
  });
});

test("a skeleton without shoulders and hips is measured in boxes", () => {
  expect(usualReference({ joints: ["right_hip", "nose", "left_shoulder"] })).toBe("torso");
  expect(usualReference({ joints: ["nose", "tail", "left_shoulder"] })).toBe("box");
});
