import { expect, test } from "vitest";
import { casesOf } from "./cases.ts";
import { formatSelectionSpeeds, median, selectionSpeed } from "./speed-result.ts";

const [of] = casesOf("k-center", [50_000], ["noise"]);

test("medians, ratios and the share of equal picks come from the rounds", () => {
  const rounds = [
    {
      ours: { seconds: 1, cpuSeconds: 2, picks: [0, 4, 2], peakBytes: 90 },
      peer: { seconds: 8, cpuSeconds: 9, picks: [0, 4, 3] },
    },
    {
      ours: { seconds: 3, cpuSeconds: 2, picks: [0, 4, 2], peakBytes: 120 },
      peer: { seconds: 4, cpuSeconds: 9, picks: [0, 4, 3] },
    },
  ];
  const result = selectionSpeed(of, 100, rounds);
  expect(result).toMatchObject({ seconds: 2, peerSeconds: 6, ratio: 3, ratios: [8, 4 / 3], peakBytes: 120 });
  expect(result.same).toBeCloseTo(2 / 3, 12);
  expect(formatSelectionSpeeds([result])).toMatch(
    /k-center, noise +50000 +512 +1000 +2\.00 +6\.00 +3\.00x +66\.7% +1\.20$/m,
  );
});

test("a case without a peer has no ratio", () => {
  const result = selectionSpeed(of, 100, [{ ours: { seconds: 1, cpuSeconds: 2, picks: [] } }]);
  expect(result).not.toHaveProperty("ratio");
  expect(formatSelectionSpeeds([result])).toContain("1.00");
});

test("the median of an even number of values lies between the middle ones", () => {
  expect(median([9, 1, 4, 2])).toBe(3);
});
