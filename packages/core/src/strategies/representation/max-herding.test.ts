/** Tests of MaxHerding: the published picks, and the limit on candidates. */

import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { goldenGroups, goldenRequest } from "../../../test/golden-pool.ts";
import { maxHerding } from "./max-herding.ts";

test("picks what the published code picks", async () => {
  const golden = JSON.parse(readFileSync(new URL("./max-herding.golden.json", import.meta.url), "utf8"));
  const embeddings = goldenGroups(150, 6, 9, 0.6);
  for (const [bandwidth, expected] of Object.entries<{ picks: number[]; scores: number[] }>(
    golden.byBandwidth,
  )) {
    const request = { ...goldenRequest(150, 12, 20), params: { bandwidth: Number(bandwidth) } };
    const { picks, scores } = await maxHerding.select({ embeddings }, request);
    expect(Array.from(picks)).toEqual(expected.picks);
    expected.scores.forEach((score, i) => expect(Math.abs(scores[i] - score)).toBeLessThan(1e-8));
  }
});

test("looks at no more candidates than allowed, and says how many", async () => {
  const embeddings = goldenGroups(90, 4, 5, 0.3);
  const request = { ...goldenRequest(90, 0, 6), params: { candidates: 30 } };
  const { picks, why } = await maxHerding.select({ embeddings }, request);
  expect(new Set(picks).size).toBe(6);
  expect(why[0]).toContain("the mean similarity of a random 30 of 90 candidates");
});
