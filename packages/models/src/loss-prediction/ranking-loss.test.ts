import { gradients, input } from "@querent/graph";
import { describe, expect, it } from "vitest";
import { evaluate } from "../../test/evaluate.ts";
import { rankingLoss } from "./ranking-loss.ts";
import { squaredErrorLoss } from "./squared-error-loss.ts";

function run(predicted: number[], losses: number[], margin?: number) {
  const shape = [predicted.length];
  const [p, l] = [input("p", shape), input("l", shape)];
  const loss = rankingLoss(p, l, margin);
  const [dp, dl] = gradients(loss, [p, l]);
  return evaluate(
    { loss, dp, dl },
    { p: { shape, data: Float64Array.from(predicted) }, l: { shape, data: Float64Array.from(losses) } },
  );
}

/** The definition, pair by pair. */
function bruteForce(predicted: number[], losses: number[], margin: number): number {
  const batch = predicted.length;
  const pairs = Math.floor(batch / 2);
  let sum = 0;
  for (let i = 0; i < pairs; i++) {
    const j = batch - 1 - i;
    const sign = losses[i] > losses[j] ? 1 : -1;
    sum += Math.max(0, -sign * (predicted[i] - predicted[j]) + margin);
  }
  return sum / pairs;
}

describe("rankingLoss", () => {
  it("gives the hand-computed value of two pairs", () => {
    // pair (0, 3): 2 > 0.5, so +1: max(0, -(0.3 - 0.1) + 1) = 0.8; pair (1, 2): 1 < 3, so -1: max(0, (0.9 - 0.2) + 1) = 1.7
    expect(run([0.3, 0.9, 0.2, 0.1], [2, 1, 3, 0.5]).loss[0]).toBeCloseTo(1.25, 12);
  });

  it("takes the sign -1 where the true losses tie", () => {
    expect(run([0.25, 0], [1, 1]).loss[0]).toBeCloseTo(1.25, 12);
    expect(run([0, 0.25], [1, 1]).loss[0]).toBeCloseTo(0.75, 12);
  });

  it("is zero, with no gradient, once every pair is apart by the margin", () => {
    const { loss, dp } = run([5, 0, 2, 3], [2, 1, 3, 0.5]);
    expect(loss[0]).toBe(0);
    expect([...dp]).toEqual([0, 0, 0, 0]);
  });

  it("pushes the two of a violated pair apart, by one over the number of pairs", () => {
    expect([...run([0.3, 0.9, 0.2, 0.1], [2, 1, 3, 0.5]).dp]).toEqual([-0.5, 0.5, -0.5, 0.5]);
  });

  it("passes no gradient to the true losses", () => {
    expect([...run([0.3, 0.9, 0.2, 0.1], [2, 1, 3, 0.5]).dl]).toEqual([0, 0, 0, 0]);
  });

  it("leaves the middle of an odd batch out of the pairs", () => {
    const [a, b] = [run([0.3, 9, 0.1], [2, 7, 1]), run([0.3, -4, 0.1], [2, 0, 1])];
    expect(a.loss[0]).toBe(b.loss[0]);
    expect(a.dp[1]).toBe(0);
  });

  it("agrees with the definition, pair by pair, on odd and even batches and other margins", () => {
    let state = 7;
    const next = () => (state = (state * 48271) % 2147483647) / 2147483647;
    for (let batch = 2; batch <= 33; batch++) {
      const predicted = Array.from({ length: batch }, () => 4 * next() - 2);
      const losses = Array.from({ length: batch }, () => Math.floor(5 * next())); // with ties
      for (const margin of [1, 0.25])
        expect(run(predicted, losses, margin).loss[0]).toBeCloseTo(bruteForce(predicted, losses, margin), 12);
    }
  });

  it("refuses a single sample", () => {
    expect(() => run([1], [1])).toThrow("at least two samples");
  });
});

describe("squaredErrorLoss", () => {
  it("is the mean of squared differences, with a gradient to the prediction alone", () => {
    const [p, l] = [input("p", [2]), input("l", [2])];
    const loss = squaredErrorLoss(p, l);
    const [dp, dl] = gradients(loss, [p, l]);
    const values = evaluate(
      { loss, dp, dl },
      { p: { shape: [2], data: Float64Array.of(1, 4) }, l: { shape: [2], data: Float64Array.of(3, 3) } },
    );
    expect(values.loss[0]).toBe(2.5);
    expect([...values.dp]).toEqual([-2, 1]);
    expect([...values.dl]).toEqual([0, 0]);
  });
});
