/** Tests of the lazy greedy loop and of herding: the picks of the plain loop, to the last bit. */

import fc from "fast-check";
import { expect, test } from "vitest";
import { matrix } from "../../../array/matrix.ts";
import { plainKernels } from "../../../kernels/plain-kernels.ts";
import { generator } from "../../../random/generator.ts";
import { keyFrom } from "../../../random/key.ts";
import { herding } from "../herding/herding.ts";
import { lazyGreedy, type Gains } from "./lazy-greedy.ts";
import { plainGreedy } from "./plain-greedy.ts";

const step = (): Promise<void> => Promise.resolve();

/** What a function of one place says, as `Gains` wants it. */
function gainsOf(items: number, gain: (place: number) => number, take: (place: number) => void): Gains {
  return { items, evaluate: (places, out) => places.forEach((place, i) => (out[i] = gain(place))), take };
}

/** Set cover with weights: items are sets of elements, the gain is the weight not covered yet. */
function cover(sets: readonly (readonly number[])[], weights: readonly number[]): Gains {
  const covered = new Set<number>();
  return gainsOf(
    sets.length,
    (place) => sets[place].reduce((sum, e) => sum + (covered.has(e) ? 0 : weights[e]), 0),
    (place) => sets[place].forEach((e) => covered.add(e)),
  );
}

test("takes what looking at every item takes, and looks at fewer", async () => {
  const sizes = fc.integer({ min: 1, max: 40 });
  const togethers = fc.integer({ min: 1, max: 5 });
  await fc.assert(
    fc.asyncProperty(fc.string(), sizes, togethers, async (seed, n, together) => {
      const draw = generator(keyFrom(seed));
      const weights = Array.from({ length: 12 }, () => draw.integer(4) / 4);
      const set = (): number[] => Array.from({ length: draw.integer(6) }, () => draw.integer(12));
      const sets = Array.from({ length: n }, () => [...new Set(set())]);
      const count = 1 + draw.integer(n);
      const naive = await plainGreedy(cover(sets, weights), count, { step, operations: 6 });
      const lazy = await lazyGreedy(cover(sets, weights), count, { step, operations: 6, together });
      expect(lazy.places).toEqual(naive.places);
      expect(lazy.gains).toEqual(naive.gains);
      expect(lazy.evaluations).toBeLessThanOrEqual(naive.evaluations);
    }),
  );
  const disjoint = Array.from({ length: 100 }, (_, i) => [i]);
  const weights = disjoint.map(([i]) => 100 - i);
  const lazy = await lazyGreedy(cover(disjoint, weights), 50, { step, operations: 1 });
  expect(lazy.evaluations).toBe(149); // all once, then only the next best one of each round
});

test("the plain loop takes the best of what is left, of equals the earlier", async () => {
  const worth = [1, 3, 2, 3, 0];
  const noise = (place: number): number => worth[place];
  const { places, gains } = await plainGreedy(
    gainsOf(5, noise, () => {}),
    5,
    { step, operations: 1e9 },
  );
  expect(Array.from(places)).toEqual([1, 3, 2, 0, 4]);
  expect(Array.from(gains)).toEqual([3, 3, 2, 1, 0]);
});

/** Points, weights and a bandwidth on a coarse grid, so that gains tie. */
function herd(seed: string, n: number, labelled: number) {
  const draw = generator(keyFrom(seed));
  const points = matrix(
    n + labelled,
    2,
    Float32Array.from({ length: 2 * (n + labelled) }, () => draw.integer(5) / 4),
  );
  return {
    points,
    rows: Int32Array.from({ length: n }, (_, i) => i),
    centres: Int32Array.from({ length: labelled }, (_, i) => n + i),
    weights: Float64Array.from({ length: n }, () => draw.integer(3) / 2),
    bandwidth: 0.5,
    kernels: plainKernels,
    step,
  };
}

test("herding takes what the dense loop takes", async () => {
  const sizes = fc.integer({ min: 1, max: 30 });
  await fc.assert(
    fc.asyncProperty(fc.string(), sizes, fc.integer({ min: 0, max: 3 }), async (seed, n, labelled) => {
      const problem = herd(seed, n, labelled);
      const { points, centres, weights } = problem;
      const k = (i: number, j: number): number => {
        const a = points.data[2 * i] - points.data[2 * j];
        const b = points.data[2 * i + 1] - points.data[2 * j + 1];
        return Math.exp(-(a * a + b * b) / 0.25);
      };
      const best = Array.from({ length: n }, (_, i) => Math.max(0, ...Array.from(centres, (c) => k(i, c))));
      const gain = (j: number): number =>
        best.reduce((sum, c, i) => sum + weights[i] * Math.max(0, k(i, j) - c), 0) / n;
      const take = (j: number): void => best.forEach((c, i) => (best[i] = Math.max(c, k(i, j))));
      const naive = await plainGreedy(
        gainsOf(n, (j) => Math.round(gain(j) * 1e6) / 1e6, take), // so that rounding breaks no ties
        n,
        { step, operations: n },
      );
      const found = await herding({ ...problem, count: n });
      expect(found.places).toEqual(naive.places);
      found.gains.forEach((value, i) => expect(value).toBeCloseTo(naive.gains[i], 5));
    }),
  );
});

test("herding is the same whether or not similarities are kept, and adds up without error", async () => {
  const problem = { ...herd("both", 400, 2), count: 60 };
  const kept = await herding(problem);
  const unkept = await herding({ ...problem, keep: 399 });
  expect({ ...unkept, evaluations: 0 }).toEqual({ ...kept, evaluations: 0 }); // unkept measures several at once
  const listed = { ...problem, rows: problem.rows.toReversed(), weights: problem.weights.toReversed() };
  const reversed = await herding({ ...listed, count: 1 });
  expect(reversed.gains[0]).toBe(kept.gains[0]);
});
