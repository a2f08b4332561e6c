/** Tests of contrasts: scipy's Helmert matrix, and the information in its coordinates. */

import { expect, test } from "vitest";
import { contrastInformation, fromContrasts } from "./contrasts.ts";

// scipy 1.10.1: scipy.linalg.helmert(4).T
const Q = [
  [Math.SQRT1_2, 1 / Math.sqrt(6), 1 / Math.sqrt(12)],
  [-Math.SQRT1_2, 1 / Math.sqrt(6), 1 / Math.sqrt(12)],
  [0, -2 / Math.sqrt(6), 1 / Math.sqrt(12)],
  [0, 0, -3 / Math.sqrt(12)],
];

test("contrasts become logits by the matrix of Helmert", () => {
  const x = [2, -1, 0.5];
  const y = new Float64Array(9);
  fromContrasts(Float64Array.of(9, 2, 9, -1, 9, 0.5), 1, 2, y, 1, 2, 4);
  Q.forEach((row, c) =>
    expect(y[1 + 2 * c]).toBeCloseTo(
      row.reduce((s, q, j) => s + q * x[j], 0),
      14,
    ),
  );
  expect(y[1] + y[3] + y[5] + y[7]).toBeCloseTo(0, 14);
});

test("the information in contrasts is Q^T (diag p - p p^T) Q", () => {
  const p = Float64Array.of(0.5, 0.125, 0.25, 0.125);
  const sums = Float64Array.of(0.5, 0.625, 0.875, 1);
  for (let a = 0; a < 3; a += 1)
    for (let b = 0; b <= a; b += 1) {
      let expected = 0;
      for (let c = 0; c < 4; c += 1)
        for (let d = 0; d < 4; d += 1) expected += Q[c][a] * ((c === d ? p[c] : 0) - p[c] * p[d]) * Q[d][b];
      expect(contrastInformation(p, sums, a, b)).toBeCloseTo(expected, 14);
    }
});
