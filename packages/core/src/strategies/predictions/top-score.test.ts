/** Tests of the strategies that order items by one score of their probabilities. */

import fc from "fast-check";
import { expect, test } from "vitest";
import type { SelectionRequest, Strategy } from "../contract.ts";
import { matrix } from "../../array/matrix.ts";
import { keyFrom } from "../../random/key.ts";
import { entropy } from "./entropy.ts";
import { learningLoss } from "../model-change/learning-loss.ts";
import { leastConfidence } from "./least-confidence.ts";
import { margin } from "./margin.ts";
import { ratio } from "./ratio.ts";

function request(n: number, batchSize: number, params?: Record<string, number>): SelectionRequest {
  const all = Int32Array.from({ length: n }, (_, i) => i);
  const ids = Array.from(all, (i) => `item ${i}`);
  return { ids, labelled: new Int32Array(0), candidates: all, batchSize, key: keyFrom(1), params };
}

const P = matrix(12, 4);
for (let i = 0; i < 12; i += 1) {
  const weights = [0, 1, 2, 3].map((j) => 1 + ((i * 7 + j * 5) % 11));
  const sum = weights.reduce((a, b) => a + b);
  P.data.set(
    weights.map((w) => w / sum),
    i * 4,
  );
}

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
      expect(await score(ratio)).toBe(sorted[1] / sorted[0]);
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
  expect(await say(ratio)).toBe("second class 0.909 times as likely as the first, rank 2 of 12");
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
