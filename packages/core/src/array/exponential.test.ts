/** Tests of the exponential, the last layer and unit rows. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { exponential } from "./exponential.ts";
import { logitsOf, softmaxInPlace } from "./last-layer.ts";
import { matrix } from "./matrix.ts";
import { unitRows } from "./unit-rows.ts";

test("the exponential is Math.exp's within two units of the last place", () => {
  fc.assert(
    fc.property(fc.double({ min: -740, max: 709, noNaN: true }), (x) => {
      const expected = Math.exp(x);
      const unit = Math.max(expected * 2 ** -52, 2 ** -1074);
      expect(Math.abs(exponential(x) - expected)).toBeLessThanOrEqual(2 * unit);
    }),
    { numRuns: 2000 },
  );
  expect([0, 1000, -1000, Infinity, -Infinity].map(exponential)).toEqual([1, Infinity, 0, Infinity, 0]);
  expect(exponential(NaN)).toBeNaN();
});

test("logits and softmax, by hand", () => {
  const lastLayer = { weights: matrix(2, 2, Float32Array.of(1, 2, 3, 4)), bias: Float32Array.of(0.5, -1) };
  const logits = logitsOf(lastLayer, [2, -1], new Float64Array(2));
  expect(Array.from(logits)).toEqual([2 - 3 + 0.5, 4 - 4 - 1]);
  const [a, b] = softmaxInPlace(logits);
  expect(a).toBeCloseTo(1 / (1 + Math.exp(-0.5)), 15);
  expect(a + b).toBeCloseTo(1, 15);
});

test("unit rows have length one, and zeros stay", () => {
  const { data } = unitRows(matrix(3, 2, Float32Array.of(3, 4, 0, 0, -2, 0)));
  expect(Array.from(data)).toEqual([0.6, 0.8, 0, 0, -1, 0].map(Math.fround));
});
