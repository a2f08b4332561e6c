import { expect, test } from "vitest";
import { accuracyDifference, formatStudy, seedResult } from "./summary.ts";

const side = (accuracy: number, ...losses: number[]) => ({ losses, accuracy, seconds: 1 });

test("only the first twenty losses count for the difference", () => {
  const ours = side(0.8, ...Array.from({ length: 25 }, (_, step) => step));
  const theirs = side(
    0.7,
    ...Array.from({ length: 25 }, (_, step) => step + (step === 3 ? 0.25 : 0) + (step > 19 ? 9 : 0)),
  );
  const result = seedResult(1, { ours, theirs });
  expect(result.lossDifference).toBe(0.25);
  expect(result.ours.firstLosses.length).toBe(20);
  expect(result.theirs.lastLoss).toBe(33);
});

test("the paired difference of seeds, by hand: differences 1, 2, 3 points", () => {
  const results = [0.01, 0.02, 0.03].map((more, at) =>
    seedResult(at, { ours: side(0.5 + more, 1), theirs: side(0.5, 1) }),
  );
  const interval = accuracyDifference(results);
  expect(interval?.mean).toBeCloseTo(0.02, 12);
  expect(interval?.high).toBeCloseTo(0.02 + (4.302653 * 0.01) / Math.sqrt(3), 6);
  expect(formatStudy(results)).toContain("2.00 points, 95 % interval -0.48 to 4.48");
  expect(formatStudy(results)).toContain("zero is inside");
  expect(formatStudy(results.slice(1))).toContain("zero is inside");
});

test("one seed has no interval", () => {
  const results = [seedResult(1, { ours: side(0.5, 1), theirs: side(0.5, 1) })];
  expect(accuracyDifference(results)).toBeUndefined();
  expect(formatStudy(results)).toContain("One seed has no interval.");
});
