/** Generated images with true and found poses, made to meet every rule of the evaluation. */
import fc from "fast-check";
import type { FoundPoses, TruePoses } from "../../src/annotations.ts";

export interface PoseScene {
  readonly truths: readonly TruePoses[];
  readonly found: readonly FoundPoses[];
}

export const JOINTS = 3;

const point = fc.tuple(fc.nat(60), fc.nat(60));
const points = fc.array(point, { minLength: JOINTS, maxLength: JOINTS });
const person = fc.record({
  points,
  seen: fc.oneof(
    fc.constant([0, 0, 0]),
    fc.array(fc.constantFrom(0, 1, 2, 2), { minLength: JOINTS, maxLength: JOINTS }),
  ),
  corner: point,
  side: fc.constantFrom(20, 31, 32, 50, 96, 200),
  fate: fc.nat(5), // 0: a crowd, 1: ignored
});
const claim = fc.record({
  of: fc.option(fc.nat(4)),
  moved: fc.array(fc.tuple(fc.integer({ min: -3, max: 3 }), fc.integer({ min: -3, max: 3 })), {
    minLength: JOINTS,
    maxLength: JOINTS,
  }),
  points,
  score: fc.constantFrom(0.1, 0.5, 0.9),
});

const image = fc
  .record({
    people: fc.array(person, { maxLength: 4 }),
    claims: fc.oneof(fc.array(claim, { maxLength: 9 }), fc.array(claim, { minLength: 20, maxLength: 25 })),
  })
  .map(({ people, claims }) => {
    const truth: TruePoses = {
      count: people.length,
      points: Float64Array.from(people.flatMap((one) => one.points.flat())),
      visibility: Uint8Array.from(people.flatMap(({ seen }) => seen)),
      corners: Float64Array.from(people.flatMap(({ corner: [x, y], side }) => [x, y, x + side, y + side])),
      areas: Float64Array.from(people, ({ side }) => side * side),
      ignored: Uint8Array.from(people, ({ fate }) => (fate < 2 ? 1 : 0)),
      crowds: Uint8Array.from(people, ({ fate }) => (fate === 0 ? 1 : 0)),
    };
    const poses = claims.map((one) => {
      const near = one.of === null ? undefined : people[one.of];
      if (near === undefined) return one.points.flat();
      return near.points.flatMap(([x, y], j) => [x + one.moved[j][0], y + one.moved[j][1]]);
    });
    const found: FoundPoses = {
      count: claims.length,
      points: Float64Array.from(poses.flat()),
      jointScores: new Float64Array(claims.length * JOINTS).fill(1),
      scores: Float64Array.from(claims, ({ score }) => score),
    };
    return { truth, found };
  });

/** Images in any number, with crowds, poses without a joint, equal scores, and more than 20 found in some. */
export const poseScenes: fc.Arbitrary<PoseScene> = fc.array(image, { maxLength: 5 }).map((images) => ({
  truths: images.map(({ truth }) => truth),
  found: images.map(({ found }) => found),
}));
