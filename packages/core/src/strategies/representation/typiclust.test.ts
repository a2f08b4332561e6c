/** Tests of TypiClust: the published picks, the order of clusters, what is left when clusters run out. */

import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { matrix } from "../../array/matrix.ts";
import { keyFrom } from "../../random/key.ts";
import { goldenGroups, goldenRequest } from "../../../test/golden-pool.ts";
import { typiclust } from "./typiclust.ts";

test("picks what the published code picks", async () => {
  const golden = JSON.parse(readFileSync(new URL("./typiclust.golden.json", import.meta.url), "utf8"));
  const embeddings = goldenGroups(150, 6, 9, 0.6);
  const { picks, scores } = await typiclust.select({ embeddings }, goldenRequest(150, 12, 20));
  expect(Array.from(picks)).toEqual(golden.picks);
  golden.scores.forEach((score: number, i: number) =>
    expect(Math.abs(scores[i] - score)).toBeLessThan(1e-12 * score),
  );
});

/** Three bundles of directions, of 12, 8 and 7 items, each item a little off its bundle's. */
const bundles = matrix(
  27,
  2,
  Float32Array.from({ length: 54 }, (_, at) => {
    const i = at >> 1;
    const [x, y] = i < 12 ? [1, 0] : i < 20 ? [0, 1] : [-1, 0];
    return (at % 2 === 0 ? x : y) + 0.01 * ((i * 7) % 5) * (at % 2 === 0 ? y : Math.abs(x));
  }),
);

test("takes the clusters without labels first, then the larger, and says which", async () => {
  const request = { ...goldenRequest(27, 1, 2), params: { clusters: 3 } };
  const { picks, why } = await typiclust.select({ embeddings: bundles }, request);
  expect(picks[0]).toBeGreaterThanOrEqual(12);
  expect(picks[0]).toBeLessThan(20);
  expect(picks[1]).toBeGreaterThanOrEqual(20);
  expect(why[0]).toContain(
    "the most typical item of a cluster of 8 items, 0 of them labelled: its 4 nearest",
  );
});

test("comes back to a cluster only after all were visited, and uses up every item", async () => {
  const request = { ...goldenRequest(27, 0, 27), params: { clusters: 3 } };
  const { picks } = await typiclust.select({ embeddings: bundles }, request);
  const bundle = (i: number): number => (i < 12 ? 0 : i < 20 ? 1 : 2);
  const order = Array.from(picks, bundle);
  for (const turn of [0, 1, 2, 3, 4, 5, 6]) expect(order.slice(3 * turn, 3 * turn + 3)).toEqual([0, 1, 2]);
  expect(order.slice(21)).toEqual([0, 1, 0, 0, 0, 0]);
  expect(new Set(picks).size).toBe(27);
});

test("small clusters come last, and say so", async () => {
  // Eight items in one direction, two strays in another: the strays' cluster has fewer than six.
  const x = matrix(
    10,
    2,
    Float32Array.from({ length: 20 }, (_, at) => (at < 16 ? (at % 2 === 0 ? 1 : 0.01 * at) : at % 2)),
  );
  const request = { ...goldenRequest(10, 0, 10), params: { clusters: 2 }, key: keyFrom(3) };
  const { picks, why } = await typiclust.select({ embeddings: x }, request);
  expect(Array.from(picks.slice(8)).sort()).toEqual([8, 9]);
  expect(why[8]).toContain("one of the small clusters that come when the others are used up");
  expect(why[9]).toContain("the last item left of a cluster of 2 items");
});
