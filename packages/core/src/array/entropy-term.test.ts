/** Tests of the entropy term and of the sums made of it. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { entropyTerm } from "./entropy-term.ts";
import { weightedEntropies } from "./weighted-entropies.ts";

describe("entropyTerm", () => {
  test("is -p ln p within 2e-16, and within 1e-13 of itself", () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, minExcluded: true, noNaN: true }), (p) => {
        const expected = -p * Math.log(p);
        expect(Math.abs(entropyTerm(p) - expected)).toBeLessThanOrEqual(2e-16);
        if (p > 1e-300) expect(Math.abs(entropyTerm(p) - expected)).toBeLessThanOrEqual(1e-13 * expected);
      }),
      { numRuns: 5000 },
    );
    for (let p = 1; p < 2; p += 1e-4)
      expect(Math.abs(entropyTerm(p) + p * Math.log(p))).toBeLessThanOrEqual(5e-16);
  });

  test("knows its edges", () => {
    expect([0, 1, 5e-324, 2 ** -1022].map(entropyTerm)).toEqual([0, 0, 0, 1022 * Math.LN2 * 2 ** -1022]);
    expect(entropyTerm(0.5)).toBe(0.5 * Math.LN2);
    expect(entropyTerm(1 - 2 ** -53)).toBeCloseTo(2 ** -53, 25);
  });
});

test("weightedEntropies is the sum written out, whatever the shape", () => {
  const share = fc.double({ min: 0, max: 1, noNaN: true });
  const shape = fc.tuple(
    fc.integer({ min: 1, max: 9 }),
    fc.integer({ min: 1, max: 5 }),
    fc.integer({ min: 1, max: 6 }),
  );
  fc.assert(
    fc.property(shape, fc.array(share, { minLength: 100, maxLength: 100 }), ([count, classes, k], values) => {
      const rows = Float64Array.from({ length: count * k }, (_, i) => values[i] / k);
      const p = Float64Array.from({ length: classes * k }, (_, i) => values[99 - i]);
      const weights = Float64Array.from({ length: count }, (_, r) => values[50 + r]);
      let expected = 0;
      for (let r = 0; r < count; r += 1) {
        for (let c = 0; c < classes; c += 1) {
          let v = 0;
          for (let j = 0; j < k; j += 1) v += rows[r * k + j] * p[c * k + j];
          if (v > 0) expected -= weights[r] * v * Math.log(v);
        }
      }
      expect(weightedEntropies(rows, weights, count, p, classes, k)).toBeCloseTo(expected, 13);
    }),
  );
});
