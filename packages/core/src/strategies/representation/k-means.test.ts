/** Tests of k-means and k-means++ as strategies: which item of a cluster, in which order, how often. */

import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { matrix } from "../../array/matrix.ts";
import { keyFrom } from "../../random/key.ts";
import { goldenCloud, goldenGroups, goldenRequest } from "../../../test/golden-pool.ts";
import { kMeansPlusPlus } from "./k-means-plus-plus.ts";
import { kMeansStrategy } from "./k-means.ts";

test("k-means picks the item nearest the middle of each cluster, the largest cluster first", async () => {
  // The middles are 1, 20.75 and 41.
  const x = matrix(11, 1, Float32Array.of(0, 1, 2, 20, 20.5, 20.75, 21, 21.5, 40, 41, 42.5));
  let found = 0;
  for (let seed = 0; seed < 10; seed += 1) {
    const request = { ...goldenRequest(11, 0, 3), key: keyFrom(seed) };
    const { picks, scores, why } = await kMeansStrategy.select({ embeddings: x }, request);
    if (scores[0] !== 5 || scores[1] !== 3) continue; // a local optimum of Lloyd's
    found += 1;
    expect(Array.from(picks).sort((a, b) => a - b)).toEqual([1, 5, 9]);
    expect(picks[0]).toBe(5);
    expect(why[0]).toBe("nearest the middle of a cluster of 5 items, 0 away; cluster 1 of 3 by size");
  }
  expect(found).toBeGreaterThan(5);
});

test("k-means takes one item of each of seven far groups, whatever the key", async () => {
  const x = goldenGroups(140, 6, 7, 0.01);
  const { picks, scores } = await kMeansStrategy.select({ embeddings: x }, goldenRequest(140, 0, 7));
  expect(new Set(Array.from(picks, (i) => i % 7)).size).toBe(7);
  expect(Array.from(scores)).toEqual([20, 20, 20, 20, 20, 20, 20]);
});

test("k-means fills up a batch that is larger than the number of different items", async () => {
  const x = matrix(6, 1, Float32Array.of(1, 1, 1, 5, 5, 5));
  const { picks, scores, why } = await kMeansStrategy.select({ embeddings: x }, goldenRequest(6, 0, 4));
  expect(new Set(picks).size).toBe(4);
  expect(Array.from(scores)).toEqual([3, 3, 0, 0]);
  expect(why[2]).toBe(
    "fills up the batch: there are only 2 clusters, and it is 0 from the middle of its own",
  );
});

test("k-means++ measures the distances that scipy measures", async () => {
  const golden = JSON.parse(
    readFileSync(new URL("./k-means-plus-plus.golden.json", import.meta.url), "utf8"),
  );
  const request = goldenRequest(60, 3, 8);
  const { picks, scores, why } = await kMeansPlusPlus.select({ embeddings: goldenCloud(60, 5) }, request);
  expect(Array.from(picks)).toEqual(golden.picks);
  golden.distances.forEach((value: number, i: number) =>
    expect(Math.abs(scores[i] - value)).toBeLessThan(1e-12),
  );
  expect(why[0]).toContain(`from its nearest labelled item (item ${golden.nearest[0]})`);
});

test("k-means++ draws in proportion to the squared distance from what is labelled", async () => {
  const x = matrix(5, 1, Float32Array.of(0, 0, 1, 3, 10));
  const draws = 4000;
  const counts = new Int32Array(5);
  for (let seed = 0; seed < draws; seed += 1) {
    const request = { ...goldenRequest(5, 1, 1), key: keyFrom(seed) };
    counts[(await kMeansPlusPlus.select({ embeddings: x }, request)).picks[0]] += 1;
  }
  [0, 0, 1, 9, 100].forEach((weight, item) => {
    const share = weight / 110;
    expect(Math.abs(counts[item] / draws - share)).toBeLessThanOrEqual(
      4 * Math.sqrt((share * (1 - share)) / draws),
    );
  });
});

test("k-means++ without labels draws its first pick uniformly, and scores it by the farthest candidate", async () => {
  const x = matrix(4, 1, Float32Array.of(0, 1, 3, 10));
  const seen = new Map<number, number>();
  for (let seed = 0; seed < 60; seed += 1) {
    const request = { ...goldenRequest(4, 0, 1), key: keyFrom(seed) };
    const { picks, scores } = await kMeansPlusPlus.select({ embeddings: x }, request);
    seen.set(picks[0], scores[0]);
  }
  expect(Object.fromEntries(seen)).toEqual({ 0: 10, 1: 9, 2: 7, 3: 10 });
});
