/** Tests of the metrics against values by hand, outside implementations and brute force. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { matrix } from "../array/matrix.ts";
import { accuracy } from "./accuracy.ts";
import { areaUnderBudgetCurve } from "./area-under-budget-curve.ts";
import { crossEntropyPerItem } from "./cross-entropy-per-item.ts";
import { expectedCalibrationError } from "./expected-calibration-error.ts";
import { perClassRecall } from "./per-class-recall.ts";
import { rankingAccuracy } from "./ranking-accuracy.ts";
import { averageRanks, spearman } from "./spearman.ts";

const columns = fc.array(fc.tuple(fc.integer({ min: -4, max: 4 }), fc.integer({ min: -4, max: 4 })), {
  minLength: 1,
  maxLength: 40,
});

test("accuracy and recall, by hand", () => {
  expect(accuracy([0, 1, 2, 2], [0, 1, 1, 2])).toBe(0.75);
  expect(perClassRecall([0, 1, 2, 2], [0, 1, 1, 2], 4)).toEqual([1, 0.5, 1, undefined]);
  expect(() => accuracy([1], [1, 2])).toThrow("one length; got 1 and 2");
  expect(() => accuracy([], [])).toThrow("at least one value");
  expect(() => perClassRecall([0], [4], 4)).toThrow("in [0, 4); got 4");
});

test("the recalls, weighted by class sizes, make the accuracy", () => {
  const labelled = fc.array(fc.tuple(fc.nat(3), fc.nat(3)), { minLength: 1 });
  fc.assert(
    fc.property(labelled, (pairs) => {
      const predicted = pairs.map(([p]) => p);
      const labels = pairs.map(([, l]) => l);
      const recalls = perClassRecall(predicted, labels, 4);
      const right = recalls.reduce(
        (sum: number, r, c) => sum + (r ?? 0) * labels.filter((l) => l === c).length,
        0,
      );
      expect(right / labels.length).toBeCloseTo(accuracy(predicted, labels), 12);
    }),
  );
});

describe("expected calibration error", () => {
  test("by hand: bins (0.5, 0.75] and (0.75, 1] of four", () => {
    // Confidences 0.625 right, 0.75 wrong | 0.875 right, 1 right: |1 - 1.375| / 4 + |2 - 1.875| / 4
    const p = matrix(4, 2, Float32Array.of(0.625, 0.375, 0.25, 0.75, 0.875, 0.125, 0, 1));
    expect(expectedCalibrationError(p, [0, 0, 0, 1], 4)).toBeCloseTo(0.375 / 4 + 0.125 / 4, 12);
    expect(expectedCalibrationError(p, [0, 0, 0, 1], 1)).toBeCloseTo(Math.abs(3 - 3.25) / 4, 12);
  });

  test("is zero for a model that is sure and right, one for sure and wrong", () => {
    const sure = matrix(2, 2, Float32Array.of(1, 0, 0, 1));
    expect(expectedCalibrationError(sure, [0, 1])).toBe(0);
    expect(expectedCalibrationError(sure, [1, 0])).toBe(1);
    expect(() => expectedCalibrationError(sure, [1, 0], 0)).toThrow("bins");
  });
});

test("cross entropy, by hand", () => {
  const p = matrix(3, 2, Float32Array.of(0.5, 0.5, 0.25, 0.75, 1, 0));
  const loss = crossEntropyPerItem(p, [0, 0, 1]);
  expect(loss[0]).toBeCloseTo(Math.LN2, 14);
  expect(loss[1]).toBeCloseTo(2 * Math.LN2, 14);
  expect(loss[2]).toBe(Infinity);
  expect(() => crossEntropyPerItem(p, [0, 0, 2])).toThrow("in [0, 2); got 2");
});

describe("spearman", () => {
  // scipy 1.17.1: scipy.stats.spearmanr(a, b).statistic
  test.each([
    [[1, 2, 3, 4, 5], [5, 6, 7, 8, 7], 0.8207826816681233],
    [[1, 1, 2, 3, 3, 3], [2, 1, 4, 4, 5, 0], 0.31311214554257477],
    [[0.3, 0.1, 0.9, 0.4], [10, 7, 3, 8], -0.39999999999999997],
  ])("of %j and %j", (a, b, expected) => {
    expect(spearman(a, b)).toBeCloseTo(expected, 12);
  });

  test("ranks share their mean, a constant has no correlation, NaN is refused", () => {
    expect(Array.from(averageRanks([7, 1, 7, 3]))).toEqual([3.5, 1, 3.5, 2]);
    expect(spearman([1, 1, 1], [1, 2, 3])).toBeUndefined();
    expect(() => spearman([1, NaN], [1, 2])).toThrow("Value 1 must be a number");
  });

  test("does not change under an increasing map and flips under a decreasing one", () => {
    fc.assert(
      fc.property(columns, (pairs) => {
        const a = pairs.map(([x]) => x);
        const b = pairs.map(([, y]) => y);
        const value = spearman(a, b);
        expect(spearman(a.map(Math.exp), b)).toBe(value);
        const flipped = spearman(
          a.map((x) => -x),
          b,
        );
        if (value === undefined) expect(flipped).toBeUndefined();
        else expect(flipped).toBeCloseTo(-value, 12);
      }),
    );
  });
});

describe("ranking accuracy", () => {
  test("equals the count over all pairs", () => {
    fc.assert(
      fc.property(columns, (pairs) => {
        const predicted = pairs.map(([x]) => x);
        const trueLoss = pairs.map(([, y]) => y);
        let different = 0;
        let right = 0;
        for (let i = 0; i < pairs.length; i += 1) {
          for (let j = 0; j < i; j += 1) {
            const truth = Math.sign(trueLoss[i] - trueLoss[j]);
            if (truth === 0) continue;
            different += 1;
            const guess = Math.sign(predicted[i] - predicted[j]);
            right += guess === truth ? 1 : guess === 0 ? 0.5 : 0;
          }
        }
        expect(rankingAccuracy(predicted, trueLoss)).toBe(different === 0 ? undefined : right / different);
      }),
      { numRuns: 500 },
    );
  });

  test("counts every pair of a large set", () => {
    const n = 100_000; // 5 * 10^9 pairs, more than 32 bits hold
    const up = Float64Array.from({ length: n }, (_, i) => i);
    expect(rankingAccuracy(up, up)).toBe(1);
    expect(
      rankingAccuracy(
        up.map((x) => -x),
        up,
      ),
    ).toBe(0);
    expect(rankingAccuracy(new Float64Array(n), up)).toBe(0.5);
  });
});

test("area under the budget curve, by hand", () => {
  const curve = [
    { labels: 100, metric: 0.5 },
    { labels: 200, metric: 0.7 },
    { labels: 500, metric: 0.9 },
  ];
  expect(areaUnderBudgetCurve(curve)).toBeCloseTo((100 * 0.6 + 300 * 0.8) / 400, 14);
  expect(() => areaUnderBudgetCurve(curve.slice(0, 1))).toThrow("at least 2 points; got 1");
  expect(() => areaUnderBudgetCurve(curve.toReversed())).toThrow("must increase; got 200 after 500");
  expect(() => areaUnderBudgetCurve([{ labels: 1, metric: NaN }, curve[0]])).toThrow("must be finite");
});
