/** Tests of uncertainty herding: the published picks, the bandwidth, and how it meets what it lies between. */

import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { matrix } from "../../array/matrix.ts";
import { margin } from "../predictions/margin.ts";
import { maxHerding } from "../representation/max-herding.ts";
import { goldenGroups, goldenRequest } from "../../../test/golden-pool.ts";
import { uHerding } from "./u-herding.ts";

interface Case {
  readonly labelled: number;
  readonly params: Readonly<Record<string, number>>;
  readonly bandwidth: number;
  readonly picks: readonly number[];
  readonly scores: readonly number[];
}

const embeddings = goldenGroups(150, 6, 9, 0.6);
const probabilities = matrix(150, 5);
for (let i = 0; i < 150; i += 1) {
  const noise = (j: number): number => ((37 * (i + 3) ** 2 + 101 * j ** 3 + 13 * (i + 3) * j) % 997) / 997;
  const weights = Array.from({ length: 5 }, (_, c) => 0.05 + noise(c + 2) ** 3);
  const sum = weights.reduce((a, b) => a + b);
  weights.forEach((weight, c) => (probabilities.data[i * 5 + c] = weight / sum));
}

test("picks what the published code picks", async () => {
  const golden = JSON.parse(readFileSync(new URL("./u-herding.golden.json", import.meta.url), "utf8"));
  for (const { labelled, params, bandwidth, picks, scores } of golden.cases as Case[]) {
    const request = { ...goldenRequest(150, labelled, 20), params };
    const found = await uHerding.select({ embeddings, probabilities }, request);
    expect(Array.from(found.picks)).toEqual(picks);
    expect(Math.abs(Number(found.facts!.bandwidth) - bandwidth)).toBeLessThan(1e-7);
    scores.forEach((score, i) => expect(Math.abs(found.scores[i] - score)).toBeLessThan(1e-8));
  }
});

test("is MaxHerding without labels, and margin sampling when the bandwidth is tiny", async () => {
  const none = goldenRequest(150, 0, 20);
  const herded = await uHerding.select({ embeddings, probabilities }, none);
  expect(herded.picks).toEqual((await maxHerding.select({ embeddings }, none)).picks);
  const narrow = { ...goldenRequest(150, 12, 20), params: { bandwidth: 1e-5 } };
  const doubtful = await uHerding.select({ embeddings, probabilities }, narrow);
  expect(doubtful.picks).toEqual((await margin.select({ probabilities }, goldenRequest(150, 12, 20))).picks);
});

test("leaves twins among the labelled items out of the bandwidth", async () => {
  const doubled = matrix(150, 6, embeddings.data.slice());
  for (const twin of [3, 7]) doubled.data.copyWithin(twin * 6, 0, 6); // items 3 and 7 as item 0
  for (let j = 0; j < 6; j += 1) doubled.data[5 * 6 + j] = 3 * doubled.data[4 * 6 + j]; // the same direction
  const withTwins = await uHerding.select({ embeddings: doubled, probabilities }, goldenRequest(150, 12, 1));
  const request = goldenRequest(150, 12, 1);
  const labelled = request.labelled.filter((item) => ![3, 5, 7].includes(item));
  const without = await uHerding.select({ embeddings: doubled, probabilities }, { ...request, labelled });
  expect(withTwins.facts!.bandwidth).toBe(without.facts!.bandwidth);
  expect(Number(withTwins.facts!.bandwidth)).toBeGreaterThan(0.01);
});
