/** Tests of k-center greedy: numpy's picks, brute force, and the factor of two. */

import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Matrix } from "../../contracts.ts";
import { matrix } from "../../array/matrix.ts";
import { keyFrom } from "../../random/key.ts";
import { goldenCloud, goldenRequest as request } from "../../../test/golden-pool.ts";
import { coreSet } from "./core-set.ts";

function distance(x: Matrix, i: number, j: number): number {
  let sum = 0;
  for (let c = 0; c < x.cols; c += 1) sum += (x.data[i * x.cols + c] - x.data[j * x.cols + c]) ** 2;
  return Math.sqrt(sum);
}

/** The largest distance of any item to its nearest centre. */
function radius(x: Matrix, centres: readonly number[]): number {
  const nearest = Array.from({ length: x.rows }, (_, i) =>
    Math.min(...centres.map((c) => distance(x, i, c))),
  );
  return Math.max(...nearest);
}

test("picks what numpy picks", async () => {
  const golden = JSON.parse(readFileSync(new URL("./core-set.golden.json", import.meta.url), "utf8"));
  const { picks, scores, why } = await coreSet.select({ embeddings: goldenCloud(60, 5) }, request(60, 3, 8));
  expect(Array.from(picks)).toEqual(golden.picks);
  golden.scores.forEach((score: number, i: number) => expect(scores[i]).toBeCloseTo(score, 13));
  expect(why[0]).toMatch(/^1\.11 from its nearest labelled item \(item [012]\)$/);
});

test("says which item is nearest, labelled or of the same batch", async () => {
  const x = matrix(5, 1, Float32Array.of(0, 100, 2, 40, 101));
  const { picks, why } = await coreSet.select({ embeddings: x }, request(5, 1, 4));
  expect(Array.from(picks)).toEqual([4, 3, 2, 1]);
  expect(why).toEqual([
    "101 from its nearest labelled item (item 0)",
    "40 from its nearest labelled item (item 0)",
    "2 from its nearest labelled item (item 0)",
    "1 from its nearest item already in this batch (item 4)",
  ]);
});

test("tells apart items far from the origin, where ||x||^2 + ||c||^2 - 2xc would not", async () => {
  const x = matrix(4, 2, Float32Array.of(4096, 4096, 4096, 4096.001, 4096, 4096.002, 4096.0015, 4096));
  const { picks, scores } = await coreSet.select({ embeddings: x }, request(4, 1, 1));
  const byHand = [1, 2, 3].map((i) => distance(x, i, 0));
  expect(scores[0]).toBe(Math.max(...byHand));
  expect(picks[0]).toBe(1 + byHand.indexOf(scores[0]));
});

test("without labels the first pick is random by key and its score the farthest distance", async () => {
  const x = matrix(
    30,
    1,
    Float32Array.from({ length: 30 }, (_, i) => i * i),
  );
  const firsts = new Set<number>();
  for (let seed = 0; seed < 40; seed += 1) {
    const { picks, scores, why } = await coreSet.select(
      { embeddings: x },
      { ...request(30, 0, 2), key: keyFrom(seed) },
    );
    firsts.add(picks[0]);
    expect(scores[0]).toBe(scores[1]);
    expect(scores[0]).toBe(radius(x, [picks[0]]));
    expect(why[0]).toBe("drawn at random: nothing is labelled yet");
  }
  expect(firsts.size).toBeGreaterThan(15);
});

describe("on tiny problems", () => {
  const points = fc.array(fc.tuple(fc.integer({ min: -20, max: 20 }), fc.integer({ min: -20, max: 20 })), {
    minLength: 2,
    maxLength: 8,
  });

  test("the radius is within twice the optimum", async () => {
    await fc.assert(
      fc.asyncProperty(points, fc.integer({ min: 1, max: 3 }), fc.integer(), async (list, k, seed) => {
        const x = matrix(list.length, 2, Float32Array.from(list.flat()));
        const batchSize = Math.min(k, list.length);
        const { picks } = await coreSet.select(
          { embeddings: x },
          { ...request(list.length, 0, batchSize), key: keyFrom(seed) },
        );
        const best = Math.min(...subsets(list.length, batchSize).map((centres) => radius(x, centres)));
        expect(radius(x, Array.from(picks))).toBeLessThanOrEqual(2 * best + 1e-9);
      }),
    );
  });

  test("each pick is as far as can be from what came before, and its score is that distance", async () => {
    const cloud = fc.array(
      fc.array(fc.float({ noNaN: true, min: -9, max: 9 }), { minLength: 70, maxLength: 70 }),
      {
        minLength: 3,
        maxLength: 12,
      },
    );
    await fc.assert(
      fc.asyncProperty(cloud, async (list) => {
        const x = matrix(list.length, 70, Float32Array.from(list.flat()));
        const { picks, scores } = await coreSet.select(
          { embeddings: x },
          request(list.length, 1, list.length - 1),
        );
        const chosen = [0];
        picks.forEach((item, b) => {
          expect(scores[b]).toBe(radius(x, chosen));
          expect(Math.min(...chosen.map((c) => distance(x, item, c)))).toBe(scores[b]);
          chosen.push(item);
        });
      }),
    );
  });
});

function subsets(n: number, k: number, from = 0): number[][] {
  if (k === 0) return [[]];
  const out: number[][] = [];
  for (let i = from; i <= n - k; i += 1) for (const rest of subsets(n, k - 1, i + 1)) out.push([i, ...rest]);
  return out;
}
