/** Golden numbers of the mixed family from outside implementations, on inputs that a formula makes. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Strategy } from "../contract.ts";
import { takeRows } from "../../array/matrix.ts";
import { averageLinkage } from "../../clustering/average-linkage.ts";
import { plainKernels } from "../../kernels/plain-kernels.ts";
import { formulaRequest, formulaSignals, type GoldenShape } from "../../../test/formula-pool.ts";
import { cal, clusterMargin, discriminative, informationDensity } from "./index.ts";

interface Golden {
  readonly checkedAgainst: string;
  readonly call: string;
  readonly result: string;
  readonly params: Record<string, number | string>;
  readonly shape: GoldenShape;
  readonly picks: number[];
  readonly scores: number[];
}

function goldenOf(name: string): Golden {
  return JSON.parse(readFileSync(join(import.meta.dirname, `${name}.golden.json`), "utf8")) as Golden;
}

const exact: readonly (readonly [Strategy, number])[] = [
  [informationDensity, 1e-12],
  [cal, 1e-12],
  [discriminative, 1e-6],
];

test.each(exact.map(([strategy, within]) => [strategy.name, strategy, within] as const))(
  "%s picks what the outside implementation picks",
  async (name, strategy, within) => {
    const golden = goldenOf(name);
    const { picks, scores } = await strategy.select(
      formulaSignals(golden.shape),
      formulaRequest(golden.shape, golden.params),
    );
    expect(Array.from(picks)).toEqual(golden.picks);
    golden.scores.forEach((score, i) => expect(Math.abs(scores[i] - score)).toBeLessThan(within));
  },
);

test("cluster-margin visits the clusters that the outside implementation finds, small ones first", async () => {
  const golden = goldenOf("cluster-margin") as Golden & {
    labels: number[];
    narrow: number[];
    visits: number[];
    heights: number[];
  };
  const signals = formulaSignals(golden.shape);
  const request = formulaRequest(golden.shape, golden.params);
  const { picks } = await clusterMargin.select(signals, request);
  const labelOf = (item: number): number => golden.labels[item - golden.shape.labelled];
  const narrow = new Set(golden.narrow);
  const sizeOf = (item: number): number => golden.narrow.filter((j) => labelOf(j) === labelOf(item)).length;
  for (const item of picks) expect(narrow.has(item)).toBe(true);
  expect(Array.from(picks, sizeOf)).toEqual(golden.visits);
  const rounds = new Map<number, number>();
  let round = 0;
  for (const item of picks) {
    const visit = (rounds.get(labelOf(item)) ?? 0) + 1;
    rounds.set(labelOf(item), visit);
    expect(visit).toBeGreaterThanOrEqual(round); // a cluster is visited again only after every other one
    round = visit;
  }

  const points = takeRows(signals.embeddings, request.candidates);
  const rows = Int32Array.from({ length: points.rows }, (_, i) => i);
  const squared = await plainKernels.distances(points, rows, points, async () => {});
  const weights = new Float64Array(points.rows).fill(1);
  const { heights } = await averageLinkage(squared.map(Math.sqrt), weights, async () => {});
  golden.heights.forEach((height, m) => expect(Math.abs(heights[m] - height)).toBeLessThan(1e-12));
});

test("cluster-margin above `exact` candidates clusters a summary, and says so", async () => {
  const golden = goldenOf("cluster-margin");
  const signals = formulaSignals(golden.shape);
  const request = formulaRequest(golden.shape, golden.params);
  const all = await clusterMargin.select(signals, {
    ...request,
    params: { breadth: 1, exact: 180, centres: 180 },
  });
  const summary = { breadth: 1, exact: 100, centres: 180 };
  const every = await clusterMargin.select(signals, { ...request, params: summary });
  expect(every.picks).toEqual(all.picks); // with as many centres as candidates nothing is lost
  expect(all.why[0]).not.toContain("centres");
  const { why, facts } = await clusterMargin.select(signals, {
    ...request,
    params: { ...summary, centres: 30 },
  });
  expect(why[0]).toMatch(/clustered by 30 k-center centres$/);
  expect(facts!.clusters).toBe(30);
});
