/** Tests of k-medoids: a published program's medoids, every single swap, labelled medoids, and sums over a sample. */

import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Matrix } from "../../contracts.ts";
import { matrix } from "../../array/matrix.ts";
import { fasterPam } from "../../clustering/faster-pam.ts";
import { keyFrom } from "../../random/key.ts";
import { goldenCloud, goldenGroups, goldenRequest } from "../../../test/golden-pool.ts";
import { kMedoids } from "./k-medoids.ts";

function distance({ cols, data }: Matrix, i: number, j: number): number {
  let sum = 0;
  for (let c = 0; c < cols; c += 1) sum += (data[i * cols + c] - data[j * cols + c]) ** 2;
  return Math.sqrt(sum);
}

function distancesOf(x: Matrix): Float32Array {
  return Float32Array.from({ length: x.rows * x.rows }, (_, at) =>
    distance(x, Math.floor(at / x.rows), at % x.rows),
  );
}

/** The sum over the items of the distance to the nearest of the centres. */
function costOf(x: Matrix, centres: readonly number[], items: readonly number[]): number {
  return items.reduce((sum, i) => sum + Math.min(...centres.map((c) => distance(x, i, c))), 0);
}

interface Case {
  readonly items: number;
  readonly cols: number;
  readonly medoids: readonly number[];
  readonly cost: number;
  readonly swaps: number;
}

const golden = JSON.parse(readFileSync(new URL("./k-medoids.golden.json", import.meta.url), "utf8"));

test.each<Case>(golden.cases)("finds the medoids of the Rust program: $items items", async (expected) => {
  const { items, cols, medoids, cost, swaps } = expected;
  const found = await fasterPam(
    {
      items,
      sampled: items,
      distances: distancesOf(goldenCloud(items, cols)),
      toFixed: new Float64Array(items).fill(Infinity),
      start: Int32Array.from(medoids.keys()),
    },
    async () => {},
  );
  expect(Array.from(found.places)).toEqual(medoids);
  expect(found.swaps).toBe(swaps);
  expect(Math.abs(found.cost - cost)).toBeLessThan(1e-12 * cost);
});

test("no single swap improves, with labelled medoids and without", async () => {
  const points = fc.array(fc.tuple(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 0, max: 30 })), {
    minLength: 3,
    maxLength: 14,
  });
  const property = fc.asyncProperty(
    points,
    fc.integer({ min: 1, max: 4 }),
    fc.nat(2),
    fc.integer(),
    async (list, b, labelled, seed) => {
      const x = matrix(list.length, 2, Float32Array.from(list.flat()));
      const batchSize = Math.min(b, list.length - labelled);
      const request = { ...goldenRequest(list.length, labelled, batchSize), key: keyFrom(seed) };
      const { picks, facts, scores } = await kMedoids.select({ embeddings: x }, request);
      const items = Array.from(request.candidates);
      const fixed = Array.from(request.labelled);
      const cost = costOf(x, [...fixed, ...picks], items);
      expect(Math.abs(Number(facts!.meanDistance) - cost / items.length)).toBeLessThan(1e-12);
      expect(scores.reduce((a, c) => a + c, 0)).toBeLessThanOrEqual(items.length);
      for (let slot = 0; slot < picks.length; slot += 1)
        for (const other of items) {
          const swapped = Array.from(picks, (item, i) => (i === slot ? other : item));
          expect(costOf(x, [...fixed, ...swapped], items)).toBeGreaterThanOrEqual(cost - 1e-4);
        }
    },
  );
  await fc.assert(property);
});

test("the only medoid of a batch of one is the best of all items", async () => {
  const x = goldenCloud(40, 3);
  const { picks } = await kMedoids.select({ embeddings: x }, goldenRequest(40, 0, 1));
  const all = Array.from({ length: 40 }, (_, i) => i);
  const costs = all.map((i) => costOf(x, [i], all));
  expect(picks[0]).toBe(costs.indexOf(Math.min(...costs)));
});

test("leaves a group to its label, and takes the others", async () => {
  const x = goldenGroups(90, 5, 6, 0.02);
  const { picks, why } = await kMedoids.select({ embeddings: x }, goldenRequest(90, 2, 4));
  expect(new Set(Array.from(picks, (i) => i % 6))).toEqual(new Set([2, 3, 4, 5]));
  expect(why[0]).toMatch(/^the medoid of 15 of 88 candidates, 0\.\d+ away on average$/);
});

test("a sum over a sample finds the groups too, and is nearly as good", async () => {
  const x = goldenGroups(400, 5, 8, 0.1);
  const request = goldenRequest(400, 0, 8);
  const whole = await kMedoids.select({ embeddings: x }, request);
  const part = await kMedoids.select({ embeddings: x }, { ...request, params: { sample: 80 } });
  expect(part.facts!.summedOver).toBe(80);
  expect(new Set(Array.from(part.picks, (i) => i % 8)).size).toBe(8);
  expect(Number(part.facts!.meanDistance)).toBeLessThan(1.1 * Number(whole.facts!.meanDistance));
});
