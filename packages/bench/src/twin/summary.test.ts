import { expect, test } from "vitest";
import { accuracyDifference, formatStudy, seedResult } from "./summary.ts";

const side = (accuracy: number, ...losses: number[]) => ({ losses, accuracy, seconds: 1 });
const seedOf = (seed: number, ours: number, theirs: number) =>
  seedResult(seed, {
    ours: side(ours, 1),
    theirs: side(theirs, 1),
    first: { oursDirect: [1], theirsDouble: [1] },
  });

test("only the first twenty losses count for the difference", () => {
  const ours = side(0.8, ...Array.from({ length: 25 }, (_, step) => step));
  const theirs = side(
    0.7,
    ...Array.from({ length: 25 }, (_, step) => step + (step === 3 ? 0.25 : 0) + (step > 19 ? 9 : 0)),
  );
  const same = ours.losses.slice(0, 20);
  const result = seedResult(1, { ours, theirs, first: { oursDirect: same, theirsDouble: same } });
  expect(result.lossDifference.twins).toBe(0.25);
  expect(result.ours.firstLosses.length).toBe(20);
  expect(result.theirs.lastLoss).toBe(33);
});

test("each side is held against PyTorch in float64, and float64 against float64 where there is one", () => {
  const inDouble = { oursDirect: [2, 1.375], theirsDouble: [2, 1] };
  const twins = { ours: side(0.5, 2, 1.5), theirs: side(0.5, 2, 1.25), first: inDouble };
  const { exact, ...others } = seedResult(1, twins).lossDifference;
  expect(others).toEqual({ twins: 0.25, direct: 0.125, theirRounding: 0.25, ourRounding: 0.5 });
  expect(exact).toBeUndefined();
  const more = { ...twins, first: { ...inDouble, oursDouble: [2, 1.125] } };
  expect(seedResult(2, more).lossDifference.exact).toBe(0.125);
  const text = formatStudy([seedResult(1, twins), seedResult(2, more), seedOf(3, 0.5, 0.5)]);
  expect(text).toContain("PyTorch - its float64: 2.5e-1; 2 of 3 seeds beyond 0.001");
  expect(text).toContain("both float64: 1.3e-1; 1 of 1 seeds beyond 0.001");
});

test("the paired difference of seeds, by hand: differences 1, 2, 3 points", () => {
  const results = [0.01, 0.02, 0.03].map((more, at) => seedOf(at, 0.5 + more, 0.5));
  const interval = accuracyDifference(results);
  expect(interval?.mean).toBeCloseTo(0.02, 12);
  expect(interval?.high).toBeCloseTo(0.02 + (4.302653 * 0.01) / Math.sqrt(3), 6);
  expect(formatStudy(results)).toContain("2.00 points, 95 % interval -0.48 to 4.48");
  expect(formatStudy(results)).toContain("zero is inside");
  expect(formatStudy(results.slice(1))).toContain("zero is inside");
});

test("one seed has no interval", () => {
  const results = [seedOf(1, 0.5, 0.5)];
  expect(accuracyDifference(results)).toBeUndefined();
  expect(formatStudy(results)).toContain("One seed has no interval.");
});
