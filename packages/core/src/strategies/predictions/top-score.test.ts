/** Golden numbers of the strategies that order items by one score. */

import fc from "fast-check";
import { expect, test } from "vitest";
import type { SelectionRequest, Strategy } from "../contract.ts";
import { matrix } from "../../array/matrix.ts";
import { keyFrom } from "../../random/key.ts";
import { entropy } from "./entropy.ts";
import { learningLoss } from "../model-change/learning-loss.ts";
import { leastConfidence } from "./least-confidence.ts";
import { margin } from "./margin.ts";
import { random } from "../random.ts";

function request(n: number, batchSize: number, params?: Record<string, number>): SelectionRequest {
  const all = Int32Array.from({ length: n }, (_, i) => i);
  const ids = Array.from(all, (i) => `item ${i}`);
  return { ids, labelled: new Int32Array(0), candidates: all, batchSize, key: keyFrom(1), params };
}

// numpy 2.4.6: p = [[1 + (i*7 + j*5) % 11 for j in range(4)] for i in range(12)]; each row divided by its sum; float32
const P = matrix(12, 4);
for (let i = 0; i < 12; i += 1) {
  const weights = [0, 1, 2, 3].map((j) => 1 + ((i * 7 + j * 5) % 11));
  const sum = weights.reduce((a, b) => a + b);
  P.data.set(
    weights.map((w) => w / sum),
    i * 4,
  );
}

// order and values of -(p * numpy.log(p)).sum(1), 1 - p.max(1), and -(sorted p[0] - p[1]), float64 of the float32 p
const GOLDEN: [Strategy, number[], number[]][] = [
  [
    entropy,
    [7, 10, 3, 2, 6],
    [1.3344719869165589, 1.3181602642343775, 1.3013618624124903, 1.2925718419290926, 1.2718701425327823],
  ],
  [
    leastConfidence,
    [7, 10, 3, 2, 6],
    [0.65625, 0.6428571343421936, 0.6333333253860474, 0.625, 0.6153846085071564],
  ],
  [
    margin,
    [7, 3, 10, 6, 2],
    [-0.03125, -0.03333333134651184, -0.035714298486709595, -0.038461536169052124, -0.041666656732559204],
  ],
];

test.each(GOLDEN)("$name picks what numpy picks", async (strategy, picks, scores) => {
  const selection = await strategy.select({ probabilities: P }, request(12, 5));
  expect(Array.from(selection.picks)).toEqual(picks);
  scores.forEach((score, i) => expect(selection.scores[i]).toBeCloseTo(score, 14));
});

test("the scores of any distribution equal their definitions, term by term", async () => {
  const row = fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 5, maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(row, async (weights) => {
      const sum = weights.reduce((a, b) => a + b) + 1;
      const probabilities = matrix(
        1,
        6,
        Float32Array.from([...weights, 1], (w) => w / sum),
      );
      const score = async (strategy: Strategy): Promise<number> =>
        (await strategy.select({ probabilities }, request(1, 1))).scores[0];
      const sorted = Array.from(probabilities.data).sort((a, b) => b - a);
      expect(await score(leastConfidence)).toBe(1 - sorted[0]);
      expect(await score(margin)).toBe(sorted[1] - sorted[0]);
      const terms = sorted.filter((p) => p > 0).map((p) => -p * Math.log(p));
      expect(await score(entropy)).toBeCloseTo(
        terms.reduce((a, b) => a + b),
        13,
      );
    }),
  );
});

test("reasons say the score and the rank", async () => {
  const say = async (strategy: Strategy): Promise<string> =>
    (await strategy.select({ probabilities: P }, request(12, 2))).why[1];
  expect(await say(entropy)).toBe("entropy 1.32 nats, rank 2 of 12");
  expect(await say(leastConfidence)).toBe("most likely class at 0.357, rank 2 of 12");
  expect(await say(margin)).toBe("margin 0.0333 between the two most likely classes, rank 2 of 12");
});

test("a class that is impossible adds nothing to the entropy", async () => {
  const p = matrix(2, 3, Float32Array.of(1, 0, 0, 0.5, 0.5, 0));
  const { picks, scores } = await entropy.select({ probabilities: p }, request(2, 2));
  expect(Array.from(picks)).toEqual([1, 0]);
  expect(scores[0]).toBeCloseTo(Math.LN2, 15);
  expect(scores[1]).toBe(0);
});

test("learning loss takes the highest predicted losses of a fifth of the candidates", async () => {
  const n = 5000;
  const predictedLoss = Float32Array.from({ length: n }, (_, i) => i);
  const { picks, scores, why } = await learningLoss.select({ predictedLoss }, request(n, 400));
  expect(why[0]).toMatch(/^predicted loss \d+, rank 1 of a random 1,000 of 5,000$/);
  expect(Array.from(scores)).toEqual(Array.from(picks));
  // The 400th of 1,000 random ranks out of 5,000 stands near 3,000: the picks are not the top 400 of the pool.
  expect(picks[399]).toBeGreaterThan(2700);
  expect(picks[399]).toBeLessThan(3300);
  const whole = await learningLoss.select({ predictedLoss }, request(n, 400, { subset: 1 }));
  expect(whole.picks[399]).toBe(4600);
});

test("random picks each item equally often", async () => {
  const counts = new Int32Array(10);
  for (let trial = 0; trial < 2000; trial += 1) {
    const { picks } = await random.select({}, { ...request(10, 3), key: keyFrom(trial) });
    for (const item of picks) counts[item] += 1;
  }
  const chiSquare = counts.reduce((sum, count) => sum + (count - 600) ** 2 / 600, 0);
  expect(chiSquare).toBeLessThan(27.9); // scipy.stats.chi2.ppf(0.999, 9)
});
