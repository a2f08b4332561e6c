/** The multibox loss of each image against its definition written out. */
import { input } from "@querent/graph";
import fc from "fast-check";
import { expect, test } from "vitest";
import { evaluate } from "../../test/evaluate.ts";
import { multiboxLoss } from "./multibox-loss.ts";

const [B, A, C] = [2, 12, 2]; // images, anchors, classes

const loss = multiboxLoss({
  logits: input("logits", [B, A, C + 1]),
  offsets: input("offsets", [B, A, 4]),
  classes: input("classes", [B, A], "int32"),
  targets: input("targets", [B, A, 4]),
  positives: input("positives", [B, A]),
  negatives: input("negatives", [B, A]),
});

/** One image: cross-entropies, the three hardest negatives a positive, smooth L1, divided by the positives. */
function definition(
  logits: readonly number[],
  offsets: readonly number[],
  classes: readonly number[],
  targets: readonly number[],
  kinds: readonly number[],
): number {
  const entropies = kinds.map((_, a) => {
    const row = logits.slice(a * (C + 1), (a + 1) * (C + 1));
    return Math.log(row.reduce((sum, value) => sum + Math.exp(value), 0)) - row[classes[a]];
  });
  const positives = kinds.flatMap((kind, a) => (kind === 1 ? [a] : []));
  const matched = Math.max(1, positives.length);
  const hardest = kinds
    .flatMap((kind, a) => (kind === 0 ? [a] : []))
    .sort((a, b) => entropies[b] - entropies[a] || a - b)
    .slice(0, 3 * matched);
  let sum = [...positives, ...hardest].reduce((total, a) => total + entropies[a], 0);
  for (const a of positives)
    for (let k = 0; k < 4; k++) {
      const d = Math.abs(offsets[4 * a + k] - targets[4 * a + k]);
      sum += d < 1 ? 0.5 * d * d : d - 0.5;
    }
  return sum / matched;
}

const numbers = (length: number) =>
  fc.array(fc.integer({ min: -40, max: 40 }), { minLength: length, maxLength: length });

test("is the definition, image by image, with ties, ignored anchors and images without boxes", () => {
  const image = fc.record({
    logits: numbers(A * (C + 1)),
    offsets: numbers(4 * A),
    targets: numbers(4 * A),
    classes: fc.array(fc.nat(C - 1), { minLength: A, maxLength: A }),
    kinds: fc.array(fc.constantFrom(0, 0, 0, 1, -1), { minLength: A, maxLength: A }), // negative, positive, neither
  });
  fc.assert(
    fc.property(image, image, (...drawn) => {
      const images = drawn.map(({ logits, offsets, targets, classes, kinds }) => ({
        logits: logits.map((value) => value / 16),
        offsets: offsets.map((value) => value / 16),
        targets: targets.map((value) => value / 16),
        classes: classes.map((cls, a) => (kinds[a] === 1 ? cls : C)),
        kinds,
      }));
      const all = (of: (one: (typeof images)[number]) => readonly number[]): Float32Array =>
        Float32Array.from(images.flatMap((one) => [...of(one)]));
      const { value } = evaluate(
        { value: loss },
        {
          logits: { shape: [B, A, C + 1], data: all(({ logits }) => logits) },
          offsets: { shape: [B, A, 4], data: all(({ offsets }) => offsets) },
          classes: { shape: [B, A], data: Int32Array.from(images.flatMap(({ classes }) => classes)) },
          targets: { shape: [B, A, 4], data: all(({ targets }) => targets) },
          positives: {
            shape: [B, A],
            data: all(({ kinds }) => kinds.map((kind) => (kind === 1 ? 1 : 0))),
          },
          negatives: {
            shape: [B, A],
            data: all(({ kinds }) => kinds.map((kind) => (kind === 0 ? 1 : 0))),
          },
        },
      );
      images.forEach(({ logits, offsets, classes, targets, kinds }, at) =>
        expect(value[at]).toBeCloseTo(definition(logits, offsets, classes, targets, kinds), 10),
      );
    }),
    { numRuns: 60 },
  );
});
