/** The bounds are never below the products, and mostly far below the trivial ones. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { argmaxRows, matrix, row } from "../../../array/matrix.ts";
import { residualBounds } from "./residual-bounds.ts";

const weight = fc.oneof(fc.constant(0), fc.double({ min: 0, max: 1, noNaN: true }), fc.constant(1));

test("no product is above its bound", () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(weight, { minLength: 4, maxLength: 4 }), { minLength: 2, maxLength: 9 }),
      (list) => {
        const residuals = matrix(list.length, 4);
        list.forEach((weights, i) => {
          const sum = weights.reduce((a, b) => a + b, 0);
          residuals.data.set(
            weights.map((w) => (sum > 0 ? w / sum : 0.25)),
            i * 4,
          );
        });
        const predicted = argmaxRows(residuals);
        predicted.forEach((y, i) => (residuals.data[i * 4 + y] -= 1));
        const dot = (i: number, j: number): number =>
          row(residuals, i).reduce((sum, value, c) => sum + value * row(residuals, j)[c], 0);
        const squared = Float64Array.from(list, (_, i) => dot(i, i));
        const boundsTo = residualBounds(residuals, predicted, squared);
        const out = new Float64Array(list.length);
        for (let j = 0; j < list.length; j += 1) {
          boundsTo(j, out);
          out.forEach((bound, i) => expect(bound).toBeGreaterThanOrEqual(Math.abs(dot(i, j))));
        }
      },
    ),
    { numRuns: 500 },
  );
});
