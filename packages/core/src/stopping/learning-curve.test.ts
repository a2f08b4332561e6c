/** Tests of kappa against scikit-learn 1.2.1 and of learning curves against scipy 1.10.1. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cohenKappa } from "./cohen-kappa.ts";
import { curveAt, learningCurves } from "./learning-curve.ts";

describe("Cohen's kappa", () => {
  const a = Int32Array.from({ length: 60 }, (_, i) => ((i * i + 3 * i) % 7) % 4);
  const b = a.map((value, i) => (i % 5 === 0 ? (value + 1) % 4 : value));

  // sklearn.metrics.cohen_kappa_score(a, b)
  test.each([
    [Int32Array.of(0, 1, 1, 2, 1), Int32Array.of(0, 1, 2, 2, 0), 0.4444444444444444],
    [a, b, 0.6740606609325487],
    [Int32Array.of(0, 0, 0, 1), Int32Array.of(1, 1, 1, 0), -0.6000000000000001],
  ])("case %#", (one, other, expected) => {
    expect(cohenKappa(one, other)).toBeCloseTo(expected, 14);
    expect(cohenKappa(other, one)).toBeCloseTo(expected, 14);
  });

  test("is 1 for the same, undefined where chance does as well, and refuses other lengths", () => {
    expect(cohenKappa(a, a)).toBe(1);
    expect(cohenKappa(Int32Array.of(3, 3), Int32Array.of(3, 3))).toBeUndefined();
    expect(cohenKappa(Int32Array.of(3, 3), Int32Array.of(1, 1))).toBe(0);
    expect(() => cohenKappa(a, new Int32Array(2))).toThrow("got 60 and 2");
    expect(() => cohenKappa(new Int32Array(0), new Int32Array(0))).toThrow("got 0 and 0");
  });
});

describe("learning curves", () => {
  // scipy.optimize.curve_fit(lambda n, a, b, c: a - b * n**-c, n, y, bounds=([-inf, 0, .01], [inf, inf, 3]),
  //                          ftol=1e-15, xtol=1e-15, gtol=1e-15): a, c, sum of squares, f(last + first) - f(last)
  test.each([
    [
      [100, 200, 300, 400, 500, 600, 700, 800, 900, 1000],
      [0.6839, 0.7548, 0.7694, 0.7886, 0.7994, 0.8094, 0.8183, 0.8313, 0.8345, 0.8389],
      [0.9728226, 0.32431766, 1.850226231526e-4, 0.004123773],
    ],
    [
      [500, 1000, 1500, 2000, 2500, 3000],
      [0.4104, 0.4716, 0.5193, 0.5608, 0.5741, 0.5873],
      [10.7962526, 0.01, 1.98060382448e-4, 0.0157178675], // as slow as it may be: a logarithm
    ],
    [
      [50, 100, 200, 400, 800],
      [0.5, 0.61, 0.7, 0.74, 0.765],
      [0.8156587, 0.68354366, 1.3160372994e-4, 0.0019386625],
    ],
    [
      [100, 200, 300, 400, 500],
      [0.6839, 0.7548, 0.7694, 0.7886, 0.7994],
      [0.8404821, 0.79460845, 5.89336083148e-5, 0.005855572],
    ],
  ])("case %#", (labels, figures, [limit, rate, squares, gain]) => {
    const curve = learningCurves(labels)(figures);
    expect(curve.limit).toBeCloseTo(limit, 5);
    expect(curve.rate).toBeCloseTo(rate, 5);
    expect(curve.squares / squares).toBeCloseTo(1, 9);
    const next = labels[labels.length - 1] + labels[0];
    expect(curveAt(curve, next) - curveAt(curve, curve.last)).toBeCloseTo(gain, 8);
  });

  test("finds the curve that the figures lie on", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.3, max: 0.99, noNaN: true }),
        fc.double({ min: 0.05, max: 0.3, noNaN: true }),
        fc.double({ min: 0.1, max: 2, noNaN: true }),
        (limit, missing, rate) => {
          const labels = [20, 50, 110, 170, 260];
          const truth = { limit, missing, rate, last: 260, squares: 0 };
          const curve = learningCurves(labels)(labels.map((n) => curveAt(truth, n)));
          expect(Math.abs(curve.rate - rate)).toBeLessThan(1e-4);
          expect(Math.abs(curveAt(curve, 400) - curveAt(truth, 400))).toBeLessThan(1e-5);
        },
      ),
    );
  });

  test("never falls", () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 4, maxLength: 4 }),
        (figures) => {
          const curve = learningCurves([10, 20, 30, 40])(figures);
          expect(curve.missing).toBeGreaterThanOrEqual(0);
          expect(curveAt(curve, 1000)).toBeGreaterThanOrEqual(curveAt(curve, 40));
        },
      ),
    );
    expect(learningCurves([10, 20, 30])([0.5, 0.4, 0.3]).missing).toBe(0);
  });

  test("refuses too few rounds, labels that do not grow, figures that are missing", () => {
    expect(() => learningCurves([10, 20])).toThrow("at least three rounds; got 2");
    expect(() => learningCurves([10, 20, 20])).toThrow("round 2 has 20");
    expect(() => learningCurves([0, 20, 30])).toThrow("round 0 has 0");
    expect(() => learningCurves([10, 20, 30])([1])).toThrow("each of 3 rounds; got 1");
  });
});
