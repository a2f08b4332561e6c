/** Tests of the statistics against scipy 1.17.1 and values by hand. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { keyFrom } from "../random/key.ts";
import { bootstrapMean } from "./bootstrap-mean.ts";
import { holm } from "./holm.ts";
import { meanInterval, pairedInterval, wilsonInterval } from "./intervals.ts";
import { labelsToReach } from "./labels-to-reach.ts";
import { mean, standardDeviation } from "./mean.ts";
import { normalQuantile } from "./normal-quantile.ts";
import { studentTCdf, studentTQuantile, studentTTwoSided } from "./student-t.ts";

const A = [71.2, 68.4, 73.9, 70.1, 69.5];
const B = [70.0, 68.9, 72.1, 68.2, 69.0];

function expectRelative(got: number, expected: number, error: number): void {
  expect(Math.abs(got - expected)).toBeLessThanOrEqual(error * Math.max(1e-300, Math.abs(expected)));
}

describe("Student's t", () => {
  // [scipy.stats.t.ppf(p, df) for p in (0.6, 0.9, 0.975, 0.995, 0.9995)]
  test.each([
    [1, [0.32491969623290634, 3.0776835371752544, 12.706204736174694, 63.656741162871526, 636.6192487687897]],
    [2, [0.2886751345948128, 1.8856180831641272, 4.302652729749462, 9.924843200918287, 31.599054576445365]],
    [
      2.5,
      [0.2814595127485477, 1.7302509288071766, 3.5746548420036817, 7.163728138948783, 18.277893528131457],
    ],
    [3, [0.2766706623326898, 1.637744353696209, 3.1824463052837078, 5.840909309733355, 12.923978636687961]],
    [4, [0.2707222947075976, 1.533206274058944, 2.7764451051977934, 4.604094871349992, 8.610301581379522]],
    [9, [0.260955336473911, 1.3830287383966329, 2.262157162798205, 3.249835541592126, 4.780912585931217]],
    [
      30,
      [0.2556053649519128, 1.3104150253913955, 2.0422724563012378, 2.7499956535672254, 3.6459586350420627],
    ],
    [
      1000,
      [0.25341451583949876, 1.2823987214609247, 1.9623390808264083, 2.580754698065951, 3.300282648423944],
    ],
  ])("quantiles with %d degrees of freedom", (df, expected) => {
    [0.6, 0.9, 0.975, 0.995, 0.9995].forEach((p, i) => {
      expectRelative(studentTQuantile(p, df), expected[i], 1e-9);
      expectRelative(studentTQuantile(1 - p, df), -expected[i], 1e-9);
    });
  });

  // scipy.stats.t.cdf(t, df)
  test.each([
    [0.5, 1, 0.6475836176504333],
    [1.3, 2, 0.8383764840919798],
    [-2.1, 3, 0.0632826012748423],
    [0.001, 5, 0.5003796066139012],
    [4.2, 9, 0.9988466537467299],
    [-7, 30, 4.434979333610325e-8],
    [12, 4, 0.9998617857257485],
    [1.96, 1000, 0.9748634075221256],
    [30, 2, 0.9994453686590201],
  ])("P(T <= %d) with %d degrees of freedom", (t, df, expected) => {
    expectRelative(studentTCdf(t, df), expected, 1e-10);
    expectRelative(studentTCdf(-t, df), 1 - expected, 1e-7);
    expectRelative(studentTTwoSided(t, df), 2 * Math.min(expected, 1 - expected), 1e-7);
  });

  test("the quantile inverts the distribution", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1e-6, max: 1 - 1e-6, noNaN: true }),
        fc.integer({ min: 1, max: 200 }),
        (p, df) => {
          expect(Math.abs(studentTCdf(studentTQuantile(p, df), df) - p)).toBeLessThan(1e-11);
        },
      ),
    );
    expect(studentTQuantile(0.5, 3)).toBe(0);
  });

  test("refuses what has no meaning", () => {
    expect(() => studentTQuantile(1, 3)).toThrow("p in (0, 1); got 1");
    expect(() => studentTCdf(1, 0)).toThrow("at least 1; got 0");
    expect(() => studentTCdf(NaN, 2)).toThrow("got NaN");
  });
});

test("normal quantiles", () => {
  // scipy.stats.norm.ppf(p)
  expect(normalQuantile(0.5)).toBe(0);
  expect(normalQuantile(0.9)).toBeCloseTo(1.2815515655446004, 10);
  expect(normalQuantile(0.975)).toBeCloseTo(1.959963984540054, 10);
  expect(normalQuantile(0.995)).toBeCloseTo(2.5758293035489004, 10);
  expect(normalQuantile(1e-6)).toBeCloseTo(-4.753424308822899, 9);
  expect(() => normalQuantile(0)).toThrow("got 0");
});

describe("intervals", () => {
  test("of a mean", () => {
    // numpy.mean, numpy.std(ddof=1), scipy.stats.t.interval(0.95, 4, loc=mean, scale=scipy.stats.sem(A))
    expect(mean(A)).toBeCloseTo(70.62, 12);
    expect(standardDeviation(A)).toBeCloseTo(2.0945166506857866, 12);
    const interval = meanInterval(A);
    expect(interval.low).toBeCloseTo(68.01931408120514, 10);
    expect(interval.high).toBeCloseTo(73.22068591879487, 10);
    expect(() => meanInterval([1])).toThrow("at least two values; got 1");
    expect(() => meanInterval([1, NaN])).toThrow("Value 1 must be finite");
    expect(() => meanInterval(A, 95)).toThrow("in (0, 1); got 95");
  });

  test("of a paired difference", () => {
    // scipy.stats.ttest_rel(A, B), .confidence_interval(0.95)
    const paired = pairedInterval(A, B);
    expect(paired.t).toBeCloseTo(2.1946410522097084, 10);
    expect(paired.pValue).toBeCloseTo(0.09320807422676414, 11);
    expect(paired.low).toBeCloseTo(-0.2598001032352153, 10);
    expect(paired.high).toBeCloseTo(2.2198001032352175, 10);
    expect(pairedInterval(A, A)).toMatchObject({ mean: 0, low: 0, high: 0, t: 0, pValue: 1 });
    expect(pairedInterval([2, 3, 4], [1, 2, 3])).toMatchObject({ mean: 1, t: Infinity, pValue: 0 });
    expect(() => pairedInterval(A, [1])).toThrow("one length; got 5 and 1");
  });

  test("of a share", () => {
    // scipy.stats.binomtest(k, n).proportion_ci(level, "wilson")
    for (const [k, n, level, low, high] of [
      [0, 10, 0.95, 0, 0.27753279986288926],
      [8, 10, 0.95, 0.4901624715366418, 0.9433178485456248],
      [180, 200, 0.95, 0.8505941875672826, 0.9343295513309041],
      [10, 10, 0.9, 0.787058029916593, 1],
    ]) {
      const interval = wilsonInterval(k, n, level);
      expect(interval.low).toBeCloseTo(low, 10);
      expect(interval.high).toBeCloseTo(high, 10);
    }
    for (let n = 1; n < 60; n += 1) {
      expect(wilsonInterval(0, n).low).toBe(0);
      expect(wilsonInterval(n, n).high).toBe(1);
    }
    expect(() => wilsonInterval(3, 2)).toThrow("in [0, 2]; got 3");
    expect(() => wilsonInterval(0, 0)).toThrow("at least 1; got 0");
  });

  test("of a bootstrap lies near the t interval and repeats by key", () => {
    const values = Array.from({ length: 200 }, (_, i) => (i * 37) % 101);
    const boot = bootstrapMean(values, keyFrom(1));
    const exact = meanInterval(values);
    const width = exact.high - exact.low;
    expect(Math.abs(boot.low - exact.low)).toBeLessThan(0.1 * width);
    expect(Math.abs(boot.high - exact.high)).toBeLessThan(0.1 * width);
    expect(bootstrapMean(values, keyFrom(1))).toEqual(boot);
    expect(bootstrapMean(values, keyFrom(2))).not.toEqual(boot);
    expect(bootstrapMean([5], keyFrom(1), { samples: 3 })).toMatchObject({ mean: 5, low: 5, high: 5 });
    expect(() => bootstrapMean([], keyFrom(1))).toThrow("at least one value");
  });
});

describe("holm", () => {
  test("by hand", () => {
    // 0.01 * 4; 0.02 * 3; max(0.06, 0.03 * 2); max(0.06, 0.04 * 1)
    const adjusted = holm([0.04, 0.01, 0.03, 0.02]);
    [0.06, 0.04, 0.06, 0.06].forEach((value, i) => expect(adjusted[i]).toBeCloseTo(value, 14));
    expect(Array.from(holm([0.9, 0.8]))).toEqual([1, 1]);
    expect(() => holm([1.5])).toThrow("in [0, 1]; got 1.5");
  });

  test("never lowers a p value and keeps the order", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true })), (p) => {
        const adjusted = holm(p);
        p.forEach((value, i) => {
          expect(adjusted[i]).toBeGreaterThanOrEqual(value);
          p.forEach((other, j) => value < other && expect(adjusted[i]).toBeLessThanOrEqual(adjusted[j]));
        });
      }),
    );
  });
});

test("labels to reach a target, by hand", () => {
  const curve = [
    { labels: 100, metric: 0.5 },
    { labels: 200, metric: 0.7 },
    { labels: 300, metric: 0.65 },
    { labels: 500, metric: 0.9 },
  ];
  expect(labelsToReach(curve, 0.6)).toBeCloseTo(150, 12);
  expect(labelsToReach(curve, 0.7)).toBe(200);
  expect(labelsToReach(curve, 0.8)).toBeCloseTo(420, 12);
  expect(labelsToReach(curve, 0.5)).toBe(100);
  expect(labelsToReach(curve, 0.4)).toBe(100);
  expect(labelsToReach(curve, 0.91)).toBeUndefined();
});
