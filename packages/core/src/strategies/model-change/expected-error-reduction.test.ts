/** Tests of expected error reduction: every refit written out, extreme steps, samples. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { matrix } from "../../array/matrix.ts";
import { goldenRequest } from "../../../test/golden-pool.ts";
import { formulaEmbeddings, formulaProbabilities } from "../../../test/golden-softmax.ts";
import { expectedLossAfter, type LossForm } from "../shared/fisher/label-effect.ts";
import { expectedErrorReduction } from "./expected-error-reduction.ts";

interface Golden {
  readonly items: number;
  readonly classes: number;
  readonly dimensions: number;
  readonly batch: number;
  readonly cases: readonly {
    readonly labelled: number;
    readonly lambda: number;
    readonly loss: string;
    readonly picks: number[];
    readonly scores: number[];
    readonly last: number;
  }[];
}

const golden: Golden = JSON.parse(
  readFileSync(join(import.meta.dirname, "expected-error-reduction.golden.json"), "utf8"),
);
const { items, classes, dimensions, batch } = golden;
const probabilities = formulaProbabilities(items, classes);
probabilities.data.set([1, 0, 0, 0], 20 * classes); // item 20 is certain
const embeddings = formulaEmbeddings(items, dimensions);
embeddings.data.forEach((value, at) => (embeddings.data[at] = 4 * value));
const signals = { probabilities, embeddings };

test.each(golden.cases)(
  "$loss with $labelled labelled picks what refits written out pick",
  async ({ labelled, lambda, loss, picks, scores }) => {
    const request = { ...goldenRequest(items, labelled, batch), params: { lambda, loss } };
    const selection = await expectedErrorReduction.select(signals, request);
    expect(Array.from(selection.picks)).toEqual(picks);
    scores.forEach((score, b) => expect(selection.scores[b]).toBeCloseTo(score, 12));
    const word = loss === "entropy" ? "entropy" : "error";
    expect(selection.why[0]).toMatch(
      new RegExp(
        `^lowers the expected ${word} of other items by 0\\.\\d+, from \\d\\.\\d+ \\(mean over \\d+\\), rank 1 of`,
      ),
    );
  },
);

test.each(golden.cases)("the last in rank is numpy's too: $loss, $labelled labelled", async (of) => {
  const { labelled, lambda, loss } = of;
  const request = { ...goldenRequest(items, labelled, items - labelled), params: { lambda, loss } };
  const { scores } = await expectedErrorReduction.select(signals, request);
  expect(scores[scores.length - 1]).toBeCloseTo(of.last, 12);
});

test("an item that is looked at has the same score whoever else is; the error on a sample is near that on all", async () => {
  const all = await expectedErrorReduction.select(signals, goldenRequest(items, 0, items));
  const scoreOf = new Map(Array.from(all.picks, (item, i) => [item, all.scores[i]]));
  const some = await expectedErrorReduction.select(signals, {
    ...goldenRequest(items, 0, 4),
    params: { looked: 12 },
  });
  some.picks.forEach((item, i) => expect(some.scores[i]).toBe(scoreOf.get(item)));
  expect(some.why[0]).toContain("rank 1 of a random 12 of 36");
  const few = await expectedErrorReduction.select(signals, {
    ...goldenRequest(items, 0, items),
    params: { evaluated: 18 },
  });
  const differences = Array.from(few.picks, (item, i) => Math.abs(few.scores[i] - scoreOf.get(item)!));
  expect(Math.max(...differences)).toBeGreaterThan(0);
  expect(Math.max(...differences)).toBeLessThan(0.05);
});

test("the expected loss after a label is that of the softmax, whatever the step", () => {
  const weights = fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 4, maxLength: 4 });
  const distribution = weights.map((list) => {
    const raw = list.map((w) => (w === 0 ? 0 : 10 ** (w - 6)));
    const sum = raw.reduce((a, b) => a + b);
    return sum === 0 ? [1, 0, 0, 0] : raw.map((x) => x / sum);
  });
  const steps = fc.double({ min: -40, max: 40, noNaN: true });
  fc.assert(
    fc.property(
      distribution,
      distribution,
      steps,
      fc.constantFrom("entropy", "zero-one"),
      (p, q, kappa, loss) => {
        const logs = Float64Array.from(q, Math.log);
        const got = expectedLossAfter(
          loss as LossForm,
          Float64Array.from(p),
          logs,
          0,
          kappa,
          new Float64Array(4),
          new Float64Array(4),
        );
        let expected = 0;
        p.forEach((share, c) => {
          const z = Array.from(logs, (log, j) => log + kappa * ((j === c ? 1 : 0) - p[j]));
          const highest = Math.max(...z);
          const raw = z.map((x) => Math.exp(x - highest));
          const sum = raw.reduce((a, b) => a + b);
          const after = raw.map((x) => x / sum);
          const value =
            loss === "entropy"
              ? after.reduce((s, x) => (x > 0 ? s - x * Math.log(x) : s), 0)
              : 1 - Math.max(...after);
          expected += share * value;
        });
        expect(got).toBeCloseTo(expected, 12);
      },
    ),
  );
  for (const kappa of [1e6, -1e6, 1e300]) {
    const p = Float64Array.of(0.5, 0.5 - 1e-9, 1e-9, 0);
    const logs = p.map(Math.log);
    for (const loss of ["entropy", "zero-one"] as const) {
      const got = expectedLossAfter(loss, p, logs, 0, kappa, new Float64Array(4), new Float64Array(4));
      expect(got).toBeGreaterThanOrEqual(0);
      expect(got).toBeLessThan(0.7);
    }
  }
});

test("a label of one half of the pool is worth more than one of a few outliers", async () => {
  // 30 items in one direction, undecided; 3 in another, undecided too: a label there says nothing of the 30.
  const n = 33;
  const embeddings = matrix(n, 2);
  for (let i = 0; i < n; i += 1) embeddings.data.set(i < 30 ? [4, 0] : [0, 4], i * 2);
  const probabilities = matrix(n, 2, new Float32Array(2 * n).fill(0.5));
  const { picks } = await expectedErrorReduction.select(
    { embeddings, probabilities },
    goldenRequest(n, 0, 1),
  );
  expect(picks[0]).toBeLessThan(30);
});
