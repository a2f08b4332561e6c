/** Tests of DCoM: the published radii, coverage and picks, from density alone to margin alone. */

import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { Matrix } from "../../contracts.ts";
import { matrix } from "../../array/matrix.ts";
import { unitRows } from "../../array/unit-rows.ts";
import { plainKernels } from "../../kernels/plain-kernels.ts";
import { goldenGroups, goldenRequest } from "../../../test/golden-pool.ts";
import { trustedRadii } from "../shared/covering/trusted-radii.ts";
import { dcom } from "./dcom.ts";

const N = 150;
const labels = Int32Array.from({ length: N }, (_, i) => (i % 9) % 4);

/** w_c = ((31 i + 57 c^2 + 7 i c) mod 89 + 1) / 90, and `boost` more for the item's own class, divided by their sum. */
function predictions(boost: number): Matrix {
  const out = matrix(N, 4);
  for (let i = 0; i < N; i += 1) {
    const w = [0, 1, 2, 3].map(
      (c) => (((31 * i + 57 * c * c + 7 * i * c) % 89) + 1) / 90 + (c === labels[i] ? boost : 0),
    );
    const sum = w[0] + w[1] + w[2] + w[3];
    for (let c = 0; c < 4; c += 1) out.data[i * 4 + c] = w[c] / sum;
  }
  return out;
}

interface Case {
  readonly boost: number;
  readonly radius: number;
  readonly coverage: number;
  readonly competence: number;
  readonly deltas: readonly number[];
  readonly picks: readonly number[];
  readonly scores: readonly number[];
}

const embeddings = goldenGroups(N, 6, 9, 0.6);
const golden = JSON.parse(readFileSync(new URL("./dcom.golden.json", import.meta.url), "utf8"));

test.each<Case>(golden.cases)("picks what the published code picks: boost $boost", async (expected) => {
  const { boost, radius } = expected;
  const signals = { embeddings, probabilities: predictions(boost), labels };
  const request = { ...goldenRequest(N, 12, 20), params: { radius } };
  const { picks, scores, facts } = await dcom.select(signals, request);
  expect(Array.from(picks)).toEqual(expected.picks);
  expect(facts!.coverage).toBe(expected.coverage);
  expect(Math.abs(Number(facts!.competence) - expected.competence)).toBeLessThan(1e-12);
  expect(Number(facts!.radius)).toBeCloseTo(expected.deltas.reduce((a, b) => a + b) / 12, 14);
  expected.scores.forEach((score, i) => expect(Math.abs(scores[i] - score)).toBeLessThan(1e-12));
});

test("finds the radii of the published code", async () => {
  for (const { boost, radius, deltas } of golden.cases as Case[]) {
    const probabilities = predictions(boost);
    const rows = Int32Array.from({ length: N }, (_, i) => i);
    const predicted = rows.map((i) => {
      const row = probabilities.data.subarray(i * 4, i * 4 + 4);
      return row.indexOf(Math.max(...row));
    });
    const centres = rows.slice(0, 12);
    const problem = {
      points: unitRows(embeddings),
      centres,
      rows,
      classes: predicted.map((c, i) => (i < 12 ? labels[i] : c)),
      centreClasses: labels.slice(0, 12),
      initial: radius,
    };
    const { radii } = await trustedRadii(problem, plainKernels, async () => {});
    expect(Array.from(radii)).toEqual(deltas);
  }
});

test("without labels it is density alone, in balls of the radius given", async () => {
  const signals = { embeddings, probabilities: predictions(1), labels };
  const request = { ...goldenRequest(N, 0, 3), params: { radius: 0.2 } };
  const { facts, scores, why } = await dcom.select(signals, request);
  expect(facts).toMatchObject({ coverage: 0, radius: 0.2 });
  expect(facts!.competence).toBeLessThan(1e-15);
  expect(scores[0]).toBe(1);
  expect(why[0]).toMatch(/^margin 0\.\d+ and \d+ items not covered yet within 0\.2, weighed/);
});
