/** Tests of average linkage: every merge looked for by brute force, weights as copies, the cuts. */

import { expect, test } from "vitest";
import { generator } from "../random/generator.ts";
import { keyFrom } from "../random/key.ts";
import { averageLinkage, clustersBelow, cutInto } from "./average-linkage.ts";

const step = async (): Promise<void> => {};

function drawn(n: number): Float64Array {
  const draw = generator(keyFrom("linkage"));
  const points = Array.from({ length: n }, () => [draw.normal(), draw.normal()]);
  return tableOf(points);
}

function tableOf(points: number[][]): Float64Array {
  const n = points.length;
  const out = new Float64Array(n * n);
  for (let i = 0; i < n; i += 1)
    for (let j = 0; j < n; j += 1)
      out[i * n + j] = Math.sqrt((points[i][0] - points[j][0]) ** 2 + (points[i][1] - points[j][1]) ** 2);
  return out;
}

/** Heights of the merges, the nearest two clusters looked for among all pairs of items every time. */
function bruteForce(distances: Float64Array, n: number): number[] {
  let clusters = Array.from({ length: n }, (_, i) => [i]);
  const heights: number[] = [];
  const mean = (p: number[], q: number[]): number =>
    p.reduce((sum, i) => sum + q.reduce((part, j) => part + distances[i * n + j], 0), 0) /
    (p.length * q.length);
  while (clusters.length > 1) {
    let best = { height: Infinity, p: clusters[0], q: clusters[1] };
    for (const p of clusters)
      for (const q of clusters) if (p !== q && mean(p, q) < best.height) best = { height: mean(p, q), p, q };
    heights.push(best.height);
    clusters = [...clusters.filter((c) => c !== best.p && c !== best.q), [...best.p, ...best.q]];
  }
  return heights;
}

test("joins the two nearest clusters each time", async () => {
  const distances = drawn(30);
  const expected = bruteForce(distances, 30);
  const { heights } = await averageLinkage(distances.slice(), new Float64Array(30).fill(1), step);
  expected.forEach((height, m) => expect(heights[m]).toBeCloseTo(height, 12));
});

test("a point of weight three is three copies of it", async () => {
  const points = [
    [0, 0],
    [1, 0],
    [5, 1],
    [7, 7],
  ];
  const weighted = await averageLinkage(tableOf(points), [3, 1, 2, 1], step);
  const copies = [0, 0, 0, 1, 2, 2, 3].map((i) => points[i]);
  const copied = await averageLinkage(tableOf(copies), new Float64Array(7).fill(1), step);
  expect(Array.from(copied.heights.subarray(0, 3))).toEqual([0, 0, 0]);
  weighted.heights.forEach((height, m) => expect(copied.heights[m + 3]).toBeCloseTo(height, 12));
});

test("is cut where clusters are a threshold apart, or into a number of them", async () => {
  const line = [0, 1, 10, 11, 30].map((x) => [x, 0]);
  const hierarchy = await averageLinkage(tableOf(line), [1, 1, 1, 1, 1], step);
  expect([0.5, 1, 1.5, 10, 10.5, 100].map((t) => clustersBelow(hierarchy, t))).toEqual([5, 5, 3, 3, 2, 1]);
  expect(Array.from(cutInto(hierarchy, 3))).toEqual([0, 0, 1, 1, 2]);
  expect(Array.from(cutInto(hierarchy, 2))).toEqual([0, 0, 0, 0, 1]);
  expect(Array.from(cutInto(hierarchy, 5))).toEqual([0, 1, 2, 3, 4]);
});
