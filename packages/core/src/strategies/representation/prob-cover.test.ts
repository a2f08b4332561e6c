/** Tests of ProbCover: the published picks, greedy by brute force, the radius by its definition, a covered pool. */

import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Matrix } from "../../contracts.ts";
import { matrix } from "../../array/matrix.ts";
import { unitRows } from "../../array/unit-rows.ts";
import { kMeans } from "../../clustering/k-means.ts";
import { pureSquaredRadius } from "../../clustering/pure-radius.ts";
import { plainKernels } from "../../kernels/plain-kernels.ts";
import { keyFrom, split } from "../../random/key.ts";
import { goldenGroups, goldenRequest } from "../../../test/golden-pool.ts";
import { probCover } from "./prob-cover.ts";

const step = async (): Promise<void> => {};

function distance({ cols, data }: Matrix, i: number, j: number): number {
  let sum = 0;
  for (let c = 0; c < cols; c += 1) sum += (data[i * cols + c] - data[j * cols + c]) ** 2;
  return Math.sqrt(sum);
}

test("picks what the published code picks", async () => {
  const golden = JSON.parse(readFileSync(new URL("./prob-cover.golden.json", import.meta.url), "utf8"));
  const embeddings = goldenGroups(150, 6, 9, 0.6);
  for (const [radius, { picks, scores }] of Object.entries<{ picks: number[]; scores: number[] }>(
    golden.byRadius,
  )) {
    const request = { ...goldenRequest(150, 12, 12), params: { radius: Number(radius) } };
    const found = await probCover.select({ embeddings }, request);
    expect(Array.from(found.picks)).toEqual(picks);
    expect(Array.from(found.scores)).toEqual(scores);
  }
});

test("each score is the most items that any candidate covers anew, and falls within 1 - 1/e of the best batch", async () => {
  const directions = fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 3, maxLength: 9 });
  await fc.assert(
    fc.asyncProperty(directions, fc.nat(2), fc.constantFrom(0.1, 0.5, 1), async (angles, l, radius) => {
      const x = matrix(angles.length, 2, Float32Array.from(angles.flatMap((a) => [1, a / 20])));
      const points = unitRows(x);
      const batchSize = Math.min(2, angles.length - l);
      const request = { ...goldenRequest(angles.length, l, batchSize), params: { radius } };
      const { picks, scores } = await probCover.select({ embeddings: x }, request);
      const all = Array.from(angles.keys());
      const gains = (chosen: number[]): number =>
        all.filter(
          (i) => i >= l && chosen.some((c) => distance(points, i, c) < radius) && !near(i, all.slice(0, l)),
        ).length;
      const near = (i: number, of: number[]): boolean => of.some((c) => distance(points, i, c) < radius);
      expect(scores[0]).toBe(Math.max(...all.slice(l).map((i) => gains([i]))));
      const sum = scores.reduce((a, b) => a + b);
      expect(sum).toBe(gains(Array.from(picks)));
      if (batchSize === 2) {
        const best = Math.max(...all.slice(l).flatMap((i) => all.slice(l).map((j) => gains([i, j]))));
        expect(sum).toBeGreaterThanOrEqual((1 - 1 / Math.E) * best);
      }
    }),
  );
});

test("the automatic radius is the largest at which 95 of 100 balls are pure", async () => {
  const points = unitRows(goldenGroups(160, 5, 6, 0.5));
  const rows = Int32Array.from({ length: 160 }, (_, i) => i);
  const key = keyFrom(2);
  const squared = await pureSquaredRadius(points, rows, 6, 0.95, key, plainKernels, step);
  const { assignment } = await kMeans(points, rows, 6, split(key, "pure-radius"), plainKernels, step);
  const purity = (radius: number): number =>
    rows.filter((i) => rows.every((j) => assignment[j] === assignment[i] || distance(points, i, j) >= radius))
      .length / 160;
  const radius = Math.sqrt(squared);
  expect(purity(radius * (1 - 1e-12))).toBeGreaterThanOrEqual(0.95);
  expect(purity(radius * (1 + 1e-12))).toBeLessThan(0.95);
  const { facts } = await probCover.select(
    { embeddings: points },
    { ...goldenRequest(160, 0, 5), params: { classes: 6 } },
  );
  expect(facts!.radiusFrom).toBe("purity of 0.95 over 6 clusters");
  expect(Number(facts!.radius)).toBeGreaterThan(0);
});

test("a covered pool is filled by what is farthest, without repeating anything", async () => {
  const x = goldenGroups(30, 3, 3, 0.01);
  const request = { ...goldenRequest(30, 0, 8), params: { radius: 0.2 } };
  const { picks, scores, why, facts } = await probCover.select({ embeddings: x }, request);
  expect(new Set(picks).size).toBe(8);
  expect(new Set(Array.from(picks.slice(0, 3), (i) => i % 3)).size).toBe(3);
  expect(Array.from(scores)).toEqual([10, 10, 10, 0, 0, 0, 0, 0]);
  expect(facts!.coverage).toBe(1);
  expect(why[3]).toContain("every item is covered within 0.2");
});
