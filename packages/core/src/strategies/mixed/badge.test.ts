/** Tests of BADGE: numpy's gradients written out, the shares of D^2 sampling, twins. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { matrix } from "../../array/matrix.ts";
import type { Matrix } from "../../contracts.ts";
import { keyFrom } from "../../random/key.ts";
import type { SelectionRequest, Signals } from "../contract.ts";
import { badge } from "./badge.ts";

const golden = JSON.parse(readFileSync(join(import.meta.dirname, "badge.golden.json"), "utf8"));

function request(n: number, batchSize: number, seed = 1): SelectionRequest {
  const candidates = Int32Array.from({ length: n }, (_, i) => i);
  const ids = Array.from(candidates, (i) => `item ${i}`);
  return { ids, labelled: new Int32Array(0), candidates, batchSize, key: keyFrom(seed) };
}

/** p_ij = w_ij / sum_j w_ij, w_ij = 1 + (7 i + 5 j^2 + 3 i j) mod 11. */
function formulaProbabilities(rows: number, cols: number): Matrix {
  const out = matrix(rows, cols);
  for (let i = 0; i < rows; i += 1) {
    const weights = Array.from({ length: cols }, (_, j) => 1 + ((i * 7 + j * j * 5 + i * j * 3) % 11));
    const sum = weights.reduce((a, b) => a + b);
    out.data.set(
      weights.map((w) => w / sum),
      i * cols,
    );
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

const signals = {
  probabilities: formulaProbabilities(golden.items, golden.classes),
  embeddings: formulaEmbeddings(golden.items, golden.dimensions),
} satisfies Signals;

test("picks what numpy and the paper's code pick with the same uniform draws", async () => {
  const { picks, scores, why } = await badge.select(signals, request(golden.items, golden.batch));
  expect(Array.from(picks)).toEqual(golden.picks);
  golden.scores.forEach((score: number, b: number) => expect(scores[b]).toBeCloseTo(score, 12));
  expect(scores[0]).toBeCloseTo(Math.max(...golden.lengths), 12);
  expect(why[0]).toMatch(/^gradient of length 0\.\d+ for predicted class \d, the longest of 40$/);
  expect(why[1]).toMatch(/, 0\.\d+ from its nearest in this batch \(item \d+\)$/);
});

test("the second pick falls in proportion to squared distances of gradients", async () => {
  const draws = 4000;
  const counts = new Int32Array(golden.items);
  for (let seed = 0; seed < draws; seed += 1) {
    const { picks } = await badge.select(signals, request(golden.items, 2, seed));
    expect(picks[0]).toBe(golden.picks[0]);
    counts[picks[1]] += 1;
  }
  const chiSquare = golden.sharesOfTheSecond.reduce(
    (sum: number, share: number, i: number) =>
      share === 0 ? sum : sum + (counts[i] - share * draws) ** 2 / (share * draws),
    0,
  );
  expect(counts[golden.picks[0]]).toBe(0);
  expect(chiSquare).toBeLessThan(70.7); // scipy.stats.chi2.ppf(0.999, 38)
});

test("names the nearest gradient of the batch, by the gradients written out", async () => {
  const { picks, why } = await badge.select(signals, request(golden.items, 12));
  const gradients = Array.from(picks, (item) => gradientOf(signals, item));
  for (let b = 1; b < 12; b += 1) {
    const distances = gradients
      .slice(0, b)
      .map((g) => g.reduce((s, x, j) => s + (x - gradients[b][j]) ** 2, 0));
    const nearest = picks[distances.indexOf(Math.min(...distances))];
    expect(why[b]).toContain(`(item ${nearest})`);
  }
});

test("of twins one is picked while anything else is left, and no item ever twice", async () => {
  const n = 30;
  const twins = {
    probabilities: matrix(n, 3),
    embeddings: matrix(n, 4),
  };
  for (let i = 0; i < n; i += 1) {
    twins.probabilities.data.set(
      formulaProbabilities(10, 3).data.subarray((i % 10) * 3, (i % 10) * 3 + 3),
      i * 3,
    );
    twins.embeddings.data.set(formulaEmbeddings(10, 4).data.subarray((i % 10) * 4, (i % 10) * 4 + 4), i * 4);
  }
  for (let seed = 0; seed < 20; seed += 1) {
    const { picks, scores, why } = await badge.select(twins, request(n, n, seed));
    expect(new Set(picks).size).toBe(n);
    expect(new Set(picks.subarray(0, 10).map((item) => item % 10)).size).toBe(10);
    expect(Array.from(scores.subarray(10))).toEqual(Array.from({ length: 20 }, () => 0));
    expect(why[10]).toContain("no other was left");
  }
});

test("an item without a gradient is no nearer to the batch than the origin", async () => {
  // The origin is no centre: after the first pick, (8, 0), an item at the origin is at distance 8 and one at (8, 1) at 1.
  const probabilities = matrix(3, 2, Float32Array.of(0.5, 0.5, 0.5, 0.5, 0.5, 0.5));
  const embeddings = matrix(3, 2, Float32Array.of(8, 0, 0, 0, 7, 1));
  const { scores, picks } = await badge.select({ probabilities, embeddings }, request(3, 3, 5));
  expect(picks[0]).toBe(0);
  expect(scores[0]).toBeCloseTo(8 * Math.SQRT1_2, 12);
  expect(scores[picks.indexOf(1)]).toBeCloseTo((picks[1] === 1 ? 8 : Math.sqrt(50)) * Math.SQRT1_2, 12);
});

function gradientOf(
  { probabilities, embeddings }: { probabilities: Matrix; embeddings: Matrix },
  i: number,
): number[] {
  const p = Array.from(probabilities.data.subarray(i * probabilities.cols, (i + 1) * probabilities.cols));
  const h = Array.from(embeddings.data.subarray(i * embeddings.cols, (i + 1) * embeddings.cols));
  const y = p.indexOf(Math.max(...p));
  return p.flatMap((x, c) => h.map((v) => (c === y ? x - 1 : x) * v));
}
