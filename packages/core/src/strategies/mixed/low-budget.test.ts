/** Tests of ALFA-Mix, DropQuery and TypiClust-margin beside published code and by brute force. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { SelectionRequest } from "../contract.ts";
import { matrix } from "../../array/matrix.ts";
import { example } from "../../conformance/example.ts";
import { keyFrom } from "../../random/key.ts";
import { margin } from "../predictions/margin.ts";
import { typiclust } from "../representation/typiclust.ts";
import { formulaRequest, formulaSignals, type GoldenShape } from "../../../test/formula-pool.ts";
import { alfaMix, dropQuery, typiclustMargin } from "./index.ts";

function goldenOf<T>(name: string): T {
  return JSON.parse(readFileSync(join(import.meta.dirname, `${name}.golden.json`), "utf8")) as T;
}

test("alfa-mix flips items at the same step as the published code", async () => {
  const golden = goldenOf<{ shape: GoldenShape; firstStep: number[] }>("alfa-mix");
  const signals = formulaSignals(golden.shape);
  const { picks, scores } = await alfaMix.select(signals, formulaRequest(golden.shape));
  expect(picks.length).toBe(180);
  picks.forEach((item, b) => {
    const step = golden.firstStep[item - golden.shape.labelled];
    if (step === 0) expect(scores[b]).toBe(-1);
    else expect(Math.floor(-scores[b] * 32) + 1).toBe(step);
  });
});

test("alfa-mix lets the cap grow until more items flip than the batch asks for", async () => {
  const golden = goldenOf<{ shape: GoldenShape; firstStep: number[] }>("alfa-mix");
  const request = formulaRequest({ ...golden.shape, batch: 12 });
  const { scores, facts, why } = await alfaMix.select(formulaSignals(golden.shape), request);
  const within = (step: number): number => golden.firstStep.filter((s) => s > 0 && s <= step).length;
  const steps = [1, 2, 3, 4].find((step) => within(step) > 12)!;
  expect(facts).toEqual({ cap: steps / 32, flipped: within(steps) });
  for (const score of scores) expect(-score).toBeLessThan(steps / 32);
  expect(why[0]).toMatch(
    /^flips at a mixing cap of [\d.e-]+ with class \d, nearest to the centre of a cluster of \d+/,
  );
});

test("alfa-mix: the cap is where the mixed item's prediction changes", async () => {
  const { signals, request } = example({ seed: "flip", batchSize: 78 });
  const { picks, scores } = await alfaMix.select(signals, request);
  const { embeddings, lastLayer, labels } = signals;
  const [d, k] = [6, 4];
  const features = (i: number): number[] => Array.from(embeddings!.data.subarray(i * d, i * d + d));
  const logits = (z: number[]): number[] =>
    Array.from({ length: k }, (_, c) =>
      z.reduce((sum, x, j) => sum + x * lastLayer!.weights.data[j * k + c], lastLayer!.bias[c]),
    );
  const largest = (values: number[]): number => values.indexOf(Math.max(...values));
  const anchors = [0, 1, 2, 3].flatMap((c) => {
    const members = Array.from(request.labelled)
      .filter((i) => labels![i] === c)
      .map(features);
    return members.length === 0
      ? []
      : [features(0).map((_, j) => members.reduce((sum, z) => sum + z[j], 0) / members.length)];
  });
  function flips(item: number, cap: number): boolean {
    const z = features(item);
    const l = logits(z);
    const y = largest(l);
    const p = l.map((a) => Math.exp(a - Math.max(...l)));
    const total = p.reduce((a, b) => a + b);
    const g = z.map((_, j) =>
      p.reduce((sum, e, c) => sum + lastLayer!.weights.data[j * k + c] * (e / total - Number(c === y)), 0),
    );
    return anchors.some((anchor) => {
      const far = Math.hypot(...anchor.map((a, j) => a - z[j]));
      const mixed = z.map((x, j) => x + ((cap / Math.sqrt(d)) * far * g[j]) / Math.hypot(...g));
      return largest(logits(mixed)) !== y;
    });
  }
  let inside = 0;
  picks.forEach((item, b) => {
    if (scores[b] <= -0.999) return;
    inside += 1;
    expect(flips(item, -scores[b] * (1 + 1e-9))).toBe(true);
    expect(flips(item, -scores[b] * (1 - 1e-9))).toBe(false);
  });
  expect(inside).toBeGreaterThan(20);
});

test("drop-query finds the mismatches and candidates of the published code", async () => {
  const golden = goldenOf<{
    shape: GoldenShape;
    mismatches: number[];
    candidates: { batch: number; candidates: number[] }[];
  }>("drop-query");
  const signals = formulaSignals(golden.shape);
  const all = await dropQuery.select(signals, formulaRequest(golden.shape));
  all.picks.forEach((item, b) => expect(3 * all.scores[b]).toBe(golden.mismatches[item - 20]));
  for (const { batch, candidates } of golden.candidates) {
    const { picks, facts } = await dropQuery.select(signals, formulaRequest({ ...golden.shape, batch }));
    expect(facts!.candidates).toBe(candidates.length);
    for (const item of picks) expect(candidates).toContain(item);
  }
});

test("drop-query drops the share it says", async () => {
  // One feature decides: dropped, the bias does. So an item mismatches exactly where its feature is dropped.
  const n = 4000;
  const embeddings = matrix(n, 1, new Float32Array(n).fill(1));
  const lastLayer = { weights: matrix(1, 2, Float32Array.of(1, 0)), bias: Float32Array.of(0, 0.5) };
  const all = Int32Array.from({ length: n }, (_, i) => i);
  const request: SelectionRequest = {
    ids: Array.from(all, String),
    labelled: new Int32Array(0),
    candidates: all,
    batchSize: n,
    key: keyFrom(3),
    params: { dropout: 0.3, passes: 5 },
  };
  const { scores } = await dropQuery.select({ embeddings, lastLayer }, request);
  const share = scores.reduce((a, b) => a + b, 0) / n;
  expect(Math.abs(share - 0.3)).toBeLessThan(4 * Math.sqrt((0.3 * 0.7) / (5 * n)));
});

test("typiclust-margin is typiclust until the switch and margin from it", async () => {
  const golden = goldenOf<{
    cases: { labelled: number; batch: number; until: number | "auto"; phase: string }[];
  }>("typiclust-margin");
  for (const { labelled, batch, until, phase } of golden.cases) {
    const { signals, request } = example({ seed: "tcm", labelled, batchSize: batch });
    const { picks, scores, facts, why } = await typiclustMargin.select(signals, {
      ...request,
      params: { until },
    });
    const expected = await (phase === "margin" ? margin : typiclust).select(signals, request);
    expect(facts!.phase).toBe(phase);
    expect([picks, scores]).toEqual([expected.picks, expected.scores]);
    expect(why[0]).toContain(`${expected.why[0]} (`);
  }
});
