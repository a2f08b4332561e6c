/** Golden numbers of the strategies that score items by a closed form. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { matrix } from "../../array/matrix.ts";
import type { Matrix } from "../../contracts.ts";
import { keyFrom } from "../../random/key.ts";
import type { SelectionRequest } from "../contract.ts";
import { expectedGradientLength } from "./expected-gradient-length.ts";
import { learningLoss } from "./learning-loss.ts";

/** p_ij = w_ij / sum_j w_ij, w_ij = 1 + (7 i + 5 j^2 + 3 i j) mod 11. */
function formulaProbabilities(rows: number, cols: number): Matrix {
  const out = matrix(rows, cols);
  for (let i = 0; i < rows; i += 1) {
    const weights = Array.from({ length: cols }, (_, j) => 1 + ((i * 7 + j * j * 5 + i * j * 3) % 11));
    const sum = weights.reduce((a, b) => a + b);
    const row = weights.map((w) => w / sum);
    out.data.set(row, i * cols);
  }
  return out;
}

/** h_ij = ((37 i^2 + 101 j^3 + 13 i j) mod 997) / 997 - 1/2. */
function formulaEmbeddings(rows: number, cols: number): Matrix {
  const out = matrix(rows, cols);
  for (let i = 0; i < rows; i += 1)
    for (let j = 0; j < cols; j += 1)
      out.data[i * cols + j] = ((i * i * 37 + j * j * j * 101 + i * j * 13) % 997) / 997 - 0.5;
  return out;
}

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
