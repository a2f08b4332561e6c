import { expect, test } from "vitest";
import { formatSpeeds, speedResult } from "./speed-table.ts";

const of = { network: "small", batch: 32, mode: "inference" } as const;

test("the ratio is to the best eager variant; the frozen one is shown beside", () => {
  const result = speedResult(of, {
    querent: [90, 150, 120],
    "torch channels_last": [100, 100, 60],
    "torch contiguous": [50, 70, 90],
    "torch frozen": [500, 500, 500],
  });
  expect(result.medians).toEqual({
    querent: 120,
    "torch channels_last": 100,
    "torch contiguous": 70,
    "torch frozen": 500,
  });
  expect(result.ratio).toBe(1.2);
  expect(result.ratioRange).toEqual([0.9, 2]);
  expect(formatSpeeds([result])).toContain("0.90-2.00");
});

test("training has no frozen column", () => {
  const result = speedResult(
    { ...of, mode: "training" },
    { querent: [10, 20], "torch channels_last": [30, 30], "torch contiguous": [20, 20] },
  );
  expect(result.medians.querent).toBe(15);
  expect(formatSpeeds([result]).split("\n")[2]).toMatch(/small training +32 +15.0 +30.0 +20.0 +0.50/);
});
