/** Tests of k-means: scikit-learn's clusters, a brute-force optimum, and clusters that run empty. */

import fc from "fast-check";
import { expect, test } from "vitest";
import type { Matrix } from "../contracts.ts";
import { matrix, takeRows } from "../array/matrix.ts";
import { plainKernels } from "../kernels/plain-kernels.ts";
import { generator } from "../random/generator.ts";
import { keyFrom } from "../random/key.ts";
import { kMeans } from "./k-means.ts";
import { lloyd } from "./lloyd.ts";

const step = async (): Promise<void> => {};
const all = (n: number): Int32Array => Int32Array.from({ length: n }, (_, i) => i);

test("Lloyd's iterations end where scikit-learn's do", async () => {
  // scikit-learn 1.2.1: x[i, j] = float32(((i*i*37 + j*j*j*101 + i*j*13) % 997) / 997), 200 x 5;
  // KMeans(7, init=x[:7], n_init=1, tol=0, algorithm="lloyd").fit(x as float64): labels_, inertia_, cluster_centers_
  const x = matrix(200, 5);
  for (let i = 0; i < 200; i += 1)
    for (let j = 0; j < 5; j += 1)
      x.data[i * 5 + j] = ((i * i * 37 + j * j * j * 101 + i * j * 13) % 997) / 997;
  const { centres, assignment, inertia } = await lloyd(x, all(200), takeRows(x, all(7)), plainKernels, step);
  expect(assignment.join("")).toBe(
    "0123454543114411163161264111044203024002200653626455666650260320332223302414304444445645461136663106" +
      "1312402220442636316000066545453255555023030320044401341424433553641616116644462142423402220613636456",
  );
  expect(Math.abs(inertia - 38.11425318478663)).toBeLessThan(1e-6);
  const first = [
    0.3984811584398683, 0.28664564986580193, 0.6397764778562955, 0.7799828041877066, 0.1722309786793112,
  ];
  first.forEach((value, j) => expect(Math.abs(centres.data[j] - value)).toBeLessThan(1e-7));
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
