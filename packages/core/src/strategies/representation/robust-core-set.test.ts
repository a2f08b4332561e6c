/** Tests of k-center with outliers: scipy's radius, every batch of tiny pools, proofs that hold, and time that runs out. */

import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { highsSolver } from "../../../test/highs-solver.ts";
import type { Matrix } from "../../contracts.ts";
import type { Solver } from "../../kernels/contract.ts";
import type { ParameterValue, Selection, SelectionRequest } from "../contract.ts";
import { matrix } from "../../array/matrix.ts";
import { goldenCloud, goldenGroups, goldenRequest } from "../../../test/golden-pool.ts";
import { robustCoreSet } from "./robust-core-set.ts";

const solver = await highsSolver();

function select(
  embeddings: Matrix,
  request: SelectionRequest,
  params: Record<string, ParameterValue>,
  by: Solver = solver,
): Promise<Selection> {
  return robustCoreSet.select({ embeddings }, { ...request, params }, { solver: by });
}

/** The radius around the centres when the `outliers` farthest candidates are left out. */
function radius(x: Matrix, centres: readonly number[], candidates: Int32Array, outliers: number): number {
  const distances = Array.from(candidates, (i) => Math.min(...centres.map((c) => distance(x, i, c))));
  return distances.sort((a, b) => b - a)[outliers] ?? 0;
}

function distance({ cols, data }: Matrix, i: number, j: number): number {
  let sum = 0;
  for (let c = 0; c < cols; c += 1) sum += (data[i * cols + c] - data[j * cols + c]) ** 2;
  return Math.sqrt(sum);
}

function batches(from: readonly number[], k: number): number[][] {
  if (k === 0) return [[]];
  return from.flatMap((item, i) => batches(from.slice(i + 1), k - 1).map((rest) => [item, ...rest]));
}

test("reaches the radius of the paper's own program", async () => {
  const golden = JSON.parse(readFileSync(new URL("./robust-core-set.golden.json", import.meta.url), "utf8"));
  const request = goldenRequest(26, 3, 4);
  for (const [outliers, expected] of Object.entries<number>(golden.radiusByOutliers)) {
    const x = goldenCloud(26, 3);
    const { picks, facts, scores } = await select(x, request, { outliers: Number(outliers) });
    expect(Math.abs(Number(facts!.radius) - expected)).toBeLessThan(1e-12);
    expect(radius(x, [0, 1, 2, ...picks], request.candidates, Number(outliers))).toBe(facts!.radius);
    expect(facts).toMatchObject({ lowerBound: facts!.radius, gap: 0, ranOutOfTime: "no" });
    expect(facts!.outliersAllowed).toBe(Number(outliers));
    expect(facts!.greedyRadius).toBeGreaterThan(expected);
    expect(scores.reduce((a, b) => a + b)).toBeLessThanOrEqual(23);
  }
});

test("no batch of a tiny pool reaches less", async () => {
  const points = fc.array(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 9 })), {
    minLength: 4,
    maxLength: 9,
  });
  const property = fc.asyncProperty(
    points,
    fc.integer({ min: 1, max: 3 }),
    fc.nat(2),
    fc.nat(2),
    async (list, b, labelled, outliers) => {
      const x = matrix(list.length, 2, Float32Array.from(list.flat()));
      const request = goldenRequest(list.length, labelled, Math.min(b, list.length - labelled));
      const fixed = Array.from(request.labelled);
      const unproven = await select(x, request, { outliers }, { solve: async () => ({ status: "unknown" }) });
      const { facts, picks } = await select(x, request, { outliers });
      const radii = batches(Array.from(request.candidates), request.batchSize).map((batch) =>
        radius(x, [...fixed, ...batch], request.candidates, outliers),
      );
      expect(facts!.radius).toBe(Math.min(...radii));
      expect(unproven.facts!.lowerBound).toBeLessThanOrEqual(Math.min(...radii));
      expect(facts!.lowerBound).toBe(facts!.radius);
      expect(radius(x, [...fixed, ...picks], request.candidates, outliers)).toBe(facts!.radius);
    },
  );
  await fc.assert(property, { numRuns: 40 });
});

test("leaves a stray item out, which greedy core-set would pick first", async () => {
  const x = goldenGroups(41, 2, 4, 0.05);
  x.data.set([50, 50], 80);
  const request = goldenRequest(41, 0, 4);
  const robust = await select(x, request, { outliers: 1 });
  expect(Array.from(robust.picks)).not.toContain(40);
  expect(new Set(Array.from(robust.picks, (i) => i % 4)).size).toBe(4);
  expect(robust.facts).toMatchObject({ outliers: 1, form: "k-center with outliers" });
  const none = await select(x, request, { outliers: 0 });
  expect(Array.from(none.picks)).toContain(40);
  expect(none.facts).toMatchObject({ outliersAllowed: 0, form: "no outlier is allowed: plain k-center" });
});

test("a share of outliers is rounded up, a count is taken as it is", async () => {
  const x = goldenCloud(31, 2);
  const allowed = async (outliers: number): Promise<unknown> =>
    (await select(x, goldenRequest(31, 0, 3), { outliers })).facts!.outliersAllowed;
  expect(await allowed(0.01)).toBe(1);
  expect(await allowed(0.1)).toBe(4);
  expect(await allowed(0)).toBe(0);
  expect(await allowed(3)).toBe(3);
});

test("a large pool is posed on representatives, and its bound holds for the whole pool", async () => {
  const x = goldenCloud(60, 2);
  const request = goldenRequest(60, 2, 4);
  const whole = await select(x, request, { outliers: 2 });
  const part = await select(x, request, { outliers: 2, items: 20 });
  expect(whole.facts!.posedOn).toBe("all 58 candidates");
  expect(part.facts!.posedOn).toBe("20 representatives of 58 candidates");
  expect(part.why[0]).toContain("chosen among 20 representatives of 58");
  expect(part.facts!.lowerBoundOfRepresentatives).toBe(part.facts!.radiusOfRepresentatives);
  expect(part.facts!.lowerBound).toBeGreaterThan(0);
  expect(part.facts!.lowerBound).toBeLessThanOrEqual(Number(whole.facts!.radius));
  expect(part.facts!.radius).toBeGreaterThanOrEqual(Number(whole.facts!.radius));
  expect(part.facts!.radius).toBeLessThanOrEqual(Number(part.facts!.greedyRadius));
  expect(radius(x, [0, 1, ...part.picks], request.candidates, 2)).toBe(part.facts!.radius);
});

test("says so when time runs out, and then claims no more than is proven", async () => {
  const x = goldenCloud(40, 2);
  const request = goldenRequest(40, 0, 3);
  const slow: Solver = { solve: async () => ({ status: "unknown" }) };
  const { facts } = await select(x, request, { outliers: 0 }, slow);
  expect(facts!.ranOutOfTime).toMatch(/^yes, in (\d+) of \1 programs$/);
  expect(facts!.radius).toBe(facts!.greedyRadius);
  const best = (await select(x, request, { outliers: 0 })).facts!.radius;
  expect(facts!.lowerBound).toBeLessThanOrEqual(Number(best));
  expect(facts!.lowerBound).toBeGreaterThan(0.49 * Number(facts!.radius));
  const { facts: robust } = await select(x, request, { outliers: 3 }, slow);
  const least = (await select(x, request, { outliers: 3 })).facts!.radius;
  expect(robust!.lowerBound).toBeGreaterThan(0);
  expect(robust!.lowerBound).toBeLessThanOrEqual(Number(least));
  expect(robust!.gap).toBeGreaterThan(0);
});

test("gives the solver its share of the time, never more than was allowed in all", async () => {
  let given = 0;
  const counting: Solver = {
    solve: (program, options) => {
      given += options!.seconds!;
      return solver.solve(program, options);
    },
  };
  const { facts } = await select(goldenCloud(40, 2), goldenRequest(40, 0, 3), { seconds: 7 }, counting);
  expect(facts!.programs).toBeGreaterThan(3);
  expect(given).toBeLessThanOrEqual(7 + 1e-9);
});

test("refuses without a solver, and an answer that is none", async () => {
  const x = goldenCloud(20, 2);
  await expect(robustCoreSet.select({ embeddings: x }, goldenRequest(20, 0, 2))).rejects.toThrow(
    "robust-core-set needs a solver of mixed-integer programs, and there is none; pass one as context.solver",
  );
  const wrong: Solver = {
    solve: async ({ cost }) => ({ status: "optimal", x: new Float64Array(cost.length) }),
  };
  await expect(select(x, goldenRequest(20, 0, 2), {}, wrong)).rejects.toThrow("must choose 2 centres");
});
