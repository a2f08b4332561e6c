/** Tests of the weighted product: Lightly's published vectors, brute force, and strengths. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { SelectionRequest } from "../contract.ts";
import { matrix } from "../../array/matrix.ts";
import { conformance } from "../../conformance/conformance.ts";
import { uniformFor, keyFrom, split } from "../../random/key.ts";
import { generator } from "../../random/generator.ts";
import { weightedProduct, weightedProductByStrength } from "./weighted-product.ts";

interface Golden {
  readonly diversity: { embeddings: number[]; batchSize: number; picks: number[] };
  readonly weights: { values: number[]; batchSize: number; picks: number[] };
  readonly product: { values: number[]; others: number[]; batchSize: number; picks: number[] };
  readonly typicality: { embeddings: number[][]; values: number[] };
  readonly score: { diversity: number[]; activeLearning: number[]; products: number[] };
}
const golden = JSON.parse(
  readFileSync(join(import.meta.dirname, "weighted-product.golden.json"), "utf8"),
) as Golden;

function request(n: number, batchSize: number, change: Partial<SelectionRequest> = {}): SelectionRequest {
  const all = Int32Array.from({ length: n }, (_, i) => i);
  const ids = Array.from(all, (i) => `item ${i}`);
  return { ids, labelled: new Int32Array(0), candidates: all, batchSize, key: keyFrom(1), ...change };
}

describe("Lightly's published examples", () => {
  test("diversity", async () => {
    // The first of equals is drawn by key: a key is looked for whose draw is item 0.
    let key = keyFrom(0);
    const draw = (i: number): number => uniformFor(split(key, "ties"), `item ${i}`);
    for (let seed = 1; draw(0) < Math.max(draw(1), draw(2)); seed += 1) key = keyFrom(seed);
    const embeddings = matrix(3, 1, Float32Array.from(golden.diversity.embeddings));
    const strategy = weightedProduct([{ objective: "diversity", strength: 1 }]);
    const { picks } = await strategy.select({ embeddings }, request(3, golden.diversity.batchSize, { key }));
    expect(Array.from(picks)).toEqual(golden.diversity.picks);
  });

  test("weights, and their product", async () => {
    const { weights, product } = golden;
    const one = weightedProduct([{ objective: "weights", name: "w", values: weights.values, strength: 1 }]);
    expect(one.needs).toEqual([]);
    const first = await one.select({}, request(3, weights.batchSize));
    expect(Array.from(first.picks)).toEqual(weights.picks);
    const two = weightedProduct([
      { objective: "weights", name: "w", values: product.values, strength: 1 },
      { objective: "weights", name: "v", values: product.others, strength: 1 },
    ]);
    const second = await two.select({}, request(3, product.batchSize));
    expect(Array.from(second.picks)).toEqual(product.picks);
    expect(Array.from(second.scores)).toEqual([10, 9]);
    expect(second.why[0]).toBe("product 10 of w 2, v 5");
  });

  test("the overall score of the documentation's table", async () => {
    const { diversity, activeLearning, products } = golden.score;
    const strategy = weightedProduct([
      { objective: "weights", name: "diversity", values: diversity, strength: 1 },
      { objective: "weights", name: "active learning", values: activeLearning, strength: 1 },
    ]);
    const { picks, scores } = await strategy.select({}, request(3, 3));
    picks.forEach((item, b) => expect(scores[b]).toBeCloseTo(products[item], 2));
    expect(picks[0]).toBe(1);
  });

  test("typicality", async () => {
    const { embeddings, values } = golden.typicality;
    const points = matrix(3, 3, Float32Array.from(embeddings.flat()));
    const strategy = weightedProduct([{ objective: "typicality", strength: 1 }]);
    const { picks, scores } = await strategy.select({ embeddings: points }, request(3, 3));
    picks.forEach((item, b) => expect(Math.abs(scores[b] - values[item])).toBeLessThan(1e-4));
  });
});

test("picks what looking at every candidate for every pick gives", async () => {
  const draw = generator(keyFrom("product"));
  const n = 40;
  const embeddings = matrix(
    n,
    3,
    Float32Array.from({ length: 3 * n }, () => draw.normal()),
  );
  const probabilities = matrix(n, 2);
  for (let i = 0; i < n; i += 1) {
    const p = Math.fround(draw.uniform());
    probabilities.data.set([p, 1 - p], 2 * i);
  }
  const asked = request(n, 8, {
    labelled: Int32Array.of(0, 1, 2),
    candidates: Int32Array.from({ length: n - 3 }, (_, i) => i + 3),
    params: { entropy: 0, margin: 1.5, diversity: -0.5 },
  });
  const { picks, scores } = await weightedProductByStrength.select({ embeddings, probabilities }, asked);
  const chosen = [0, 1, 2];
  for (let b = 0; b < 8; b += 1) {
    const products = Array.from({ length: n }, (_, i) => {
      if (chosen.includes(i)) return -Infinity;
      const [p, q] = probabilities.data.subarray(2 * i, 2 * i + 2);
      const distance = Math.min(
        ...chosen.map((c) =>
          Math.hypot(...[0, 1, 2].map((j) => embeddings.data[3 * i + j] - embeddings.data[3 * c + j])),
        ),
      );
      return (1 - Math.abs(p - q)) ** 1.5 * distance ** -0.5;
    });
    const best = products.indexOf(Math.max(...products));
    expect(picks[b]).toBe(best);
    expect(scores[b]).toBeCloseTo(products[best], 10);
    chosen.push(best);
  }
});

test("looks for what resembles the targets, and away from it with a negative strength", async () => {
  const embeddings = matrix(3, 2, Float32Array.of(1, 0, 0, 2, -3, 0));
  const targets = matrix(1, 2, Float32Array.of(5, 0));
  const order = async (strength: number): Promise<number[]> => {
    const strategy = weightedProduct([{ objective: "similarity", strength }]);
    expect(strategy.needs).toEqual(["embeddings", "targets"]);
    return Array.from((await strategy.select({ embeddings, targets }, request(3, 3))).picks);
  };
  expect(await order(1)).toEqual([0, 1, 2]);
  expect(await order(-2)).toEqual([2, 1, 0]);
});

test("a zero does not hide the other terms", async () => {
  const terms = [
    { objective: "weights", name: "a", values: [0, 0, 0, 1], strength: 1 },
    { objective: "weights", name: "b", values: [2, 5, 3, 1], strength: 1 },
    { objective: "weights", name: "nowhere", values: [0, 0, 0, 0], strength: -1 },
  ] as const;
  const { picks } = await weightedProduct(terms).select({}, request(4, 4));
  expect(Array.from(picks)).toEqual([3, 1, 2, 0]);
});

test("refuses terms that mean nothing", async () => {
  expect(() => weightedProduct([])).toThrow("needs at least one term; got none");
  const bad = [{ objective: "beauty", strength: 1 }] as unknown as Parameters<typeof weightedProduct>[0];
  expect(() => weightedProduct(bad)).toThrow("one of entropy, margin, least-confidence,");
  expect(() => weightedProduct([{ objective: "entropy", strength: 11 }])).toThrow("in [-10, 10]; got 11");
  expect(() =>
    weightedProduct([
      { objective: "entropy", strength: 1 },
      { objective: "entropy", strength: 2 },
    ]),
  ).toThrow('"entropy" is there twice');
  const weights = (values: number[]) =>
    weightedProduct([{ objective: "weights", name: "w", values, strength: 1 }]).select({}, request(3, 1));
  await expect(weights([1, 2])).rejects.toThrow(
    'The weights "w" must have one value for each of the 3 items; got 2.',
  );
  await expect(weights([1, -2, 1])).rejects.toThrow('The weight "w" of item "item 1" must be');
  await expect(weights([1e300, 1e300, 1e300])).resolves.toBeDefined();
  const large = weightedProduct([{ objective: "weights", name: "w", values: [1e300, 1, 1], strength: 2 }]);
  await expect(large.select({}, request(3, 1))).rejects.toThrow('item "item 0" must be finite; got Infinity');
});

const everything = weightedProduct([
  { objective: "least-confidence", strength: 1 },
  { objective: "predicted-loss", strength: 0.5 },
  { objective: "similarity", strength: -1 },
  { objective: "diversity", strength: 2 },
  { objective: "typicality", strength: 1 },
]);
describe("a product of many terms is a strategy like any other", () => {
  for (const { name, run } of conformance(everything)) test(name, run);
});
