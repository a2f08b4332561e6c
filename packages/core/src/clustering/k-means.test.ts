/** Tests of k-means: scikit-learn's clusters, a brute-force optimum, and clusters that run empty. */

import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Matrix } from "../contracts.ts";
import { matrix, takeRows } from "../array/matrix.ts";
import { plainKernels } from "../kernels/plain-kernels.ts";
import { generator } from "../random/generator.ts";
import { keyFrom } from "../random/key.ts";
import { goldenCloud } from "../../test/golden-pool.ts";
import { kMeans } from "./k-means.ts";
import { lloyd } from "./lloyd.ts";

const step = async (): Promise<void> => {};
const all = (n: number): Int32Array => Int32Array.from({ length: n }, (_, i) => i);

test("Lloyd's iterations end where scikit-learn's do", async () => {
  const file = new URL("../strategies/representation/k-means.golden.json", import.meta.url);
  const golden = JSON.parse(readFileSync(file, "utf8"));
  const x = goldenCloud(200, 5);
  const { centres, assignment, inertia } = await lloyd(x, all(200), takeRows(x, all(7)), plainKernels, step);
  expect(assignment.join("")).toBe(golden.assignment);
  expect(Math.abs(inertia - golden.inertia)).toBeLessThan(1e-6);
  golden.firstCentre.forEach((value: number, j: number) =>
    expect(Math.abs(centres.data[j] - value)).toBeLessThan(1e-7),
  );
});

test("the clustering is a fixed point: nearest centres, and middles of what is nearest", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 60 }),
      fc.integer({ min: 1, max: 8 }),
      fc.integer(),
      async (n, k, seed) => {
        const draw = generator(keyFrom(seed));
        const x = matrix(
          n,
          3,
          Float32Array.from({ length: 3 * n }, () => Math.round(3 * draw.normal()) + 0),
        );
        const clusters = Math.min(n, k);
        const result = await kMeans(x, all(n), clusters, keyFrom(seed), plainKernels, step);
        const nearest = await plainKernels.nearest(x, all(n), result.centres, step);
        expect(result.assignment).toEqual(nearest.places);
        expect(result.squared).toEqual(nearest.squared);
        expect(result.inertia).toBe(nearest.squared.reduce((a, b) => a + b));
        expect(Array.from(middlesOf(x, result.assignment, result.centres))).toEqual(
          Array.from(result.centres.data),
        );
      },
    ),
  );
});

test("what Lloyd leaves out changes nothing: every middle and every distance taken anew gives the same", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 80 }),
      fc.integer({ min: 1, max: 9 }),
      fc.boolean(),
      fc.integer(),
      async (n, k, isCoarse, seed) => {
        const draw = generator(keyFrom(seed));
        const value = (): number => (isCoarse ? Math.round(2 * draw.normal()) : draw.normal()); // coarse ones have ties
        const x = matrix(
          n,
          2,
          Float32Array.from({ length: 2 * n }, () => value() + 6 * draw.integer(3)),
        );
        const initial = takeRows(x, all(Math.min(n, k)));
        const found = await lloyd(x, all(n), initial, plainKernels, step);
        let centres = initial;
        for (let iteration = 0; iteration < found.iterations; iteration += 1) {
          const { places, squared } = await plainKernels.nearest(x, all(n), centres, step);
          const next = matrix(centres.rows, 2, middlesOf(x, places, centres));
          const far = Array.from(all(n)).sort((a, b) => squared[b] - squared[a] || a - b);
          for (let c = 0; c < centres.rows; c += 1)
            if (!places.includes(c) && squared[far[0]] > 0)
              next.data.set(takeRows(x, [far.shift()!]).data, 2 * c);
          expect(next.data).not.toEqual(centres.data);
          centres = next;
        }
        const { places, squared } = await plainKernels.nearest(x, all(n), centres, step);
        expect(found.centres.data).toEqual(centres.data);
        expect(found.assignment).toEqual(places);
        expect(found.squared).toEqual(squared);
      },
    ),
  );
});

test("no cluster is empty while there are as many different points", async () => {
  for (let seed = 0; seed < 50; seed += 1) {
    const x = matrix(
      40,
      1,
      Float32Array.from({ length: 40 }, (_, i) => (i < 34 ? 0 : i)),
    );
    const { assignment, inertia } = await kMeans(x, all(40), 7, keyFrom(seed), plainKernels, step);
    expect(new Set(assignment).size).toBe(7);
    expect(inertia).toBe(0);
  }
});

test("more clusters than different points leave some empty, and it ends", async () => {
  const x = matrix(6, 2, Float32Array.of(1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2));
  const { assignment, inertia } = await kMeans(x, all(6), 5, keyFrom(1), plainKernels, step);
  expect(new Set(assignment).size).toBe(2);
  expect(inertia).toBe(0);
  await expect(kMeans(x, all(6), 7, keyFrom(1), plainKernels, step)).rejects.toThrow(
    "clusters must be an integer in [1, 6]",
  );
});

test("clusters the named rows alone, and the best of some keys is the optimum of a tiny problem", async () => {
  const x = matrix(9, 1, Float32Array.of(99, 0, 1, 2, 10, 11, 12, 30, 31));
  const rows = Int32Array.of(1, 2, 3, 4, 5, 6, 7, 8);
  let best = Infinity;
  for (let seed = 0; seed < 10; seed += 1)
    best = Math.min(best, (await kMeans(x, rows, 3, keyFrom(seed), plainKernels, step)).inertia);
  expect(best).toBe(2 + 2 + 0.5);
});

function middlesOf(x: Matrix, assignment: Int32Array, centres: Matrix): Float32Array {
  const out = centres.data.slice();
  for (let c = 0; c < centres.rows; c += 1) {
    const members = Array.from(assignment.keys()).filter((i) => assignment[i] === c);
    if (members.length === 0) continue;
    for (let j = 0; j < x.cols; j += 1)
      out[c * x.cols + j] = members.reduce((sum, i) => sum + x.data[i * x.cols + j], 0) / members.length;
  }
  return out;
}
