/** Generated images with true and found boxes, made to meet every rule of the evaluation. */
import fc from "fast-check";
import type { FoundBoxes, TrueBoxes } from "../../src/annotations.ts";

export interface Scene {
  readonly classes: number;
  readonly truths: readonly TrueBoxes[];
  readonly found: readonly FoundBoxes[];
}

type Corners = [number, number, number, number];
interface Drawn {
  readonly corners: Corners;
  readonly kind: number;
  readonly share: number; // of the box that the segment covers
  readonly fate: number;
}

interface Claimed {
  readonly box: Corners;
  readonly kind: number;
  readonly score: number;
}

const CLASSES = 2;
/** Small whole numbers: overlaps are often equal, and often exactly a threshold; areas often exactly 32^2 or 96^2. */
const side = fc.oneof(fc.integer({ min: 0, max: 6 }), fc.constantFrom(32, 96), fc.nat(120));
const corners: fc.Arbitrary<Corners> = fc
  .tuple(fc.nat(4), fc.nat(4), side, side)
  .map(([x, y, width, height]) => [x, y, x + width, y + height]);
const kind = fc.nat(CLASSES - 1);
const score = fc.oneof(fc.constantFrom(0, 0.25, 0.5, 0.75, 1), fc.double({ min: 0, max: 1, noNaN: true }));

const drawn: fc.Arbitrary<Drawn> = fc.record({
  corners,
  kind,
  share: fc.constantFrom(1, 1, 0.5),
  fate: fc.nat(5), // 0: a crowd, 1: ignored
});

/** A found box: on its own, or a true one moved a little. */
const claim = fc.record({
  of: fc.option(fc.nat(6)),
  moved: fc.array(fc.constantFrom(0, 0, 0, -1, 1, 2), { minLength: 4, maxLength: 4 }),
  corners,
  kind,
  score,
});
/** More of a class than count: the same few boxes again and again, with falling score. */
const flood = fc.oneof(
  { weight: 24, arbitrary: fc.constant(0) },
  { weight: 1, arbitrary: fc.integer({ min: 90, max: 130 }) },
);

const image = fc
  .record({
    drawn: fc.array(drawn, { maxLength: 6 }),
    claims: fc.array(claim, { maxLength: 8 }),
    flood,
  })
  .map(({ drawn, claims, flood }) => {
    const boxes = claims.map((one): Claimed => {
      const near = one.of === null ? undefined : drawn[one.of];
      const [x1, y1, x2, y2] = (near ?? one).corners.map((v, i) =>
        near === undefined ? v : v + one.moved[i],
      );
      const box: Corners = [x1, y1, Math.max(x1, x2), Math.max(y1, y2)];
      const stays = near !== undefined && one.moved[0] !== -1;
      return { box, kind: stays ? near.kind : one.kind, score: one.score };
    });
    for (let i = 0; i < flood; i += 1) {
      const box: Corners =
        i % 3 === 0 && drawn.length > 0 ? drawn[i % drawn.length].corners : [0, 0, 9 + (i % 5), 9];
      boxes.push({ box, kind: drawn[0]?.kind ?? 0, score: 1 - Math.floor(i / 4) / 40 });
    }
    return { truth: truthOf(drawn), found: foundOf(boxes) };
  });

/** Images in any number, with crowds, ignored boxes, equal scores, negatives and images with too many found. */
export const scenes: fc.Arbitrary<Scene> = fc.array(image, { minLength: 0, maxLength: 6 }).map((images) => ({
  classes: CLASSES,
  truths: images.map(({ truth }) => truth),
  found: images.map(({ found }) => found),
}));

function truthOf(drawn: readonly Drawn[]): TrueBoxes {
  return {
    count: drawn.length,
    corners: Float64Array.from(drawn.flatMap(({ corners }) => corners)),
    classes: Int32Array.from(drawn, ({ kind }) => kind),
    areas: Float64Array.from(drawn, ({ corners: [x1, y1, x2, y2], share }) => (x2 - x1) * (y2 - y1) * share),
    ignored: Uint8Array.from(drawn, ({ fate }) => (fate < 2 ? 1 : 0)),
    crowds: Uint8Array.from(drawn, ({ fate }) => (fate === 0 ? 1 : 0)),
  };
}

function foundOf(boxes: readonly Claimed[]): FoundBoxes {
  return {
    count: boxes.length,
    corners: Float64Array.from(boxes.flatMap(({ box }) => box)),
    classes: Int32Array.from(boxes, ({ kind }) => kind),
    scores: Float64Array.from(boxes, ({ score }) => score),
  };
}
