/** Golden numbers of the strategies that score items by a closed form. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { matrix } from "../../array/matrix.ts";
import { keyFrom } from "../../random/key.ts";
import type { SelectionRequest } from "../contract.ts";
import { formulaEmbeddings, formulaProbabilities } from "../../../test/golden-softmax.ts";
import { expectedGradientLength } from "./expected-gradient-length.ts";
import { learningLoss } from "./learning-loss.ts";

interface Golden {
  readonly items: number;
  readonly classes: number;
  readonly dimensions: number;
  readonly batch: number;
  readonly picks: number[];
  readonly scores: number[];
  readonly autograd: number[];
}

function goldenOf(name: string): Golden {
  return JSON.parse(readFileSync(join(import.meta.dirname, `${name}.golden.json`), "utf8"));
}

function request(n: number, batchSize: number): SelectionRequest {
  const candidates = Int32Array.from({ length: n }, (_, i) => i);
  const ids = Array.from(candidates, (i) => `item ${i}`);
  return { ids, labelled: new Int32Array(0), candidates, batchSize, key: keyFrom(1) };
}

test("the expected gradient length is numpy's, and torch's by autograd", async () => {
  const golden = goldenOf("expected-gradient-length");
  const { picks, scores, why } = await expectedGradientLength.select(
    {
      probabilities: formulaProbabilities(golden.items, golden.classes),
      embeddings: formulaEmbeddings(golden.items, golden.dimensions),
    },
    request(golden.items, golden.batch),
  );
  expect(Array.from(picks)).toEqual(golden.picks);
  golden.scores.forEach((score, b) => expect(scores[b]).toBeCloseTo(score, 12));
  golden.autograd.forEach((score, b) => expect(Math.abs(scores[b] - score)).toBeLessThan(1e-8));
  expect(why[0]).toMatch(
    /^expected gradient length 1\.\d+, .* residual is 0\.\d+ and the embedding 1\.\d+, rank 1 of 40$/,
  );
});

test("a certain item has no expected gradient; a nearly certain one loses nothing to cancellation", async () => {
  const small = 2 ** -24;
  const p = matrix(2, 3, Float32Array.of(0, 1, 0, 1 - small, small, 0));
  const { scores } = await expectedGradientLength.select(
    { probabilities: p, embeddings: matrix(2, 2, Float32Array.of(3, 4, 0, 0)) },
    request(2, 2),
  );
  // by hand: (1 - s) sqrt(s^2 + s^2) + s sqrt((1 - s)^2 + (1 - s)^2) = 2 sqrt(2) s (1 - s)
  expect(scores[0] / (2 * Math.SQRT2 * small * (1 - small))).toBeCloseTo(1, 14);
  expect(scores[1]).toBe(0);
});

test("learning loss orders by predicted loss", async () => {
  const golden = goldenOf("learning-loss");
  const predictedLoss = Float32Array.from({ length: golden.items }, (_, i) => ((i * i * 37 + 11) % 101) / 64);
  const { picks, scores } = await learningLoss.select(
    { predictedLoss },
    { ...request(golden.items, golden.batch), params: { subset: 1 } },
  );
  expect(Array.from(picks)).toEqual(golden.picks);
  expect(Array.from(scores)).toEqual(golden.scores);
});
