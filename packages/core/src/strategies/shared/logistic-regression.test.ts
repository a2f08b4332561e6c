/** Tests of logistic regression: scikit-learn's minimum, any start, and its own gradient. */

import { expect, test } from "vitest";
import { matrix } from "../../array/matrix.ts";
import { generator } from "../../random/generator.ts";
import { keyFrom } from "../../random/key.ts";
import { logisticRegression } from "./logistic-regression.ts";

const step = async (): Promise<void> => {};

test("finds the minimum that scikit-learn finds", async () => {
  // scikit-learn 1.2.1: x[i, j] = float32((((i*i*37 + j*j*j*101 + i*j*13) % 997) - 300) / 997), 200 x 4;
  // y = x[:, 0] + 0.5 * x[:, 1] > 0.3, with every seventh turned round;
  // LogisticRegression(C=1 / 0.7, tol=1e-13, max_iter=10000, solver="newton-cg").fit(x, y)
  const points = matrix(200, 4);
  for (let i = 0; i < 200; i += 1) {
    for (let j = 0; j < 4; j += 1)
      points.data[i * 4 + j] = (((i * i * 37 + j * j * j * 101 + i * j * 13) % 997) - 300) / 997;
  }
  const rows = Int32Array.from({ length: 200 }, (_, i) => i);
  const positive = Uint8Array.from(rows, (i) => {
    const isAbove = points.data[i * 4] + 0.5 * points.data[i * 4 + 1] > 0.3;
    return Number(i % 7 === 0 ? !isAbove : isAbove);
  });
  const { weights, bias } = await logisticRegression({ points, rows, positive, penalty: 0.7 }, step);
  const expected = [4.17044792941956, 1.9016817880235548, 0.4582111369682492, 0.9079633918044206];
  const expectedBias = -1.1613859903593147;
  expected.forEach((w, j) => expect(Math.abs(weights[j] - w)).toBeLessThan(1e-7));
  expect(Math.abs(bias - expectedBias)).toBeLessThan(1e-7);
});

test("reaches one minimum from any start, also where the classes can be told apart and columns are far from zero", async () => {
  const draw = generator(keyFrom("logistic"));
  const points = matrix(60, 3);
  for (let i = 0; i < 180; i += 1) points.data[i] = 50 + draw.normal() + (i % 3 === 0 && i < 90 ? 8 : 0);
  const rows = Int32Array.from({ length: 60 }, (_, i) => i);
  const positive = Uint8Array.from(rows, (i) => Number(i < 30));
  const problem = { points, rows, positive, penalty: 0.01 };
  const a = await logisticRegression(problem, step);
  const b = await logisticRegression(
    { ...problem, start: { weights: Float64Array.of(1, -2, 3), bias: 4 } },
    step,
  );
  a.weights.forEach((w, j) => expect(b.weights[j]).toBeCloseTo(w, 7));
  const sum = [0, 0, 0, 0];
  for (let i = 0; i < 60; i += 1) {
    const x = points.data.subarray(i * 3, i * 3 + 3);
    const odds = a.bias + a.weights.reduce((total, w, j) => total + w * x[j], 0);
    const residual = 1 / (1 + Math.exp(-odds)) - positive[i];
    for (let j = 0; j < 3; j += 1) sum[j] += residual * x[j];
    sum[3] += residual;
  }
  for (let j = 0; j < 3; j += 1) expect(Math.abs(sum[j] + 0.01 * a.weights[j])).toBeLessThan(1e-5);
  expect(Math.abs(sum[3])).toBeLessThan(1e-6);
});
