/** Tests of the small dense linear algebra: numpy's numbers, definitions, pieces. */

import fc from "fast-check";
import { expect, test } from "vitest";
import { plainKernels } from "../../kernels/plain-kernels.ts";
import { squaredLengths } from "../squared-lengths.ts";
import { choleskyInPlace } from "./cholesky.ts";
import { positiveInverse } from "./positive-inverse.ts";
import { quadraticForms } from "./quadratic-forms.ts";
import { dot, rowDots } from "./row-dots.ts";
import { symmetricProduct } from "./symmetric-product.ts";
import { traceOfSolve } from "./trace-of-solve.ts";
import { weightedGram } from "./weighted-gram.ts";

const N = 6;
const still = async (): Promise<void> => undefined;

// numpy 1.24.2: B[i, j] = ((3 i i + 7 j j + 5 i j) % 13) / 13, A = B @ B.T + eye(6) / 4, R[i, j] = ((i j + i + j) % 7) / 7
const B = Float64Array.from({ length: N * N }, (_, at) => {
  const i = Math.floor(at / N);
  const j = at % N;
  return ((3 * i * i + 7 * j * j + 5 * i * j) % 13) / 13;
});
const R = Float64Array.from({ length: N * N }, (_, at) => {
  const i = Math.floor(at / N);
  const j = at % N;
  return ((i * j + i + j) % 7) / 7;
});

function positive(): Float64Array {
  const a = new Float64Array(N * N);
  for (let i = 0; i < N; i += 1)
    for (let j = 0; j < N; j += 1) a[i * N + j] = dot(B, i * N, B, j * N, N) + (i === j ? 0.25 : 0);
  return a;
}

function mustBeNear(got: ArrayLike<number>, expected: readonly number[]): void {
  expect(got.length).toBe(expected.length);
  expected.forEach((value, i) => expect(got[i]).toBeCloseTo(value, 12));
}

test("the Cholesky factor is numpy's, whole or row by row", () => {
  const whole = positive();
  choleskyInPlace(whole, N);
  // numpy.linalg.cholesky(A)[5]
  mustBeNear(
    whole.subarray(5 * N),
    [
      0.7353435746895436, 0.700367317881393, 0.6167901012966245, 0.23733952943194064, 0.44729339695307996,
      0.8297185418560754,
    ],
  );
  const pieces = positive();
  for (let i = 0; i < N; i += 1) choleskyInPlace(pieces, N, i, i + 1);
  expect(pieces).toEqual(whole);
});

test("a matrix that is not positive definite is refused, naming the pivot", () => {
  expect(() => choleskyInPlace(Float64Array.of(1, 0, 2, 3), 2)).toThrow(
    "must be positive definite to be factored; pivot 1 of 2 is -1. Raise lambda",
  );
  expect(() => choleskyInPlace(Float64Array.of(NaN), 1)).toThrow("pivot 0 of 1 is NaN");
});

test("the inverse is numpy's and symmetric to the last bit", async () => {
  const a = positive();
  await positiveInverse(a, N, still);
  // numpy.linalg.inv(A)[2]
  mustBeNear(
    a.subarray(2 * N, 3 * N),
    [
      0.017474636908744335, -0.06030889361307768, 1.253290788986057, 0.14339602276331237, -0.6278109001248727,
      -0.25668786875579525,
    ],
  );
  for (let i = 0; i < N; i += 1) for (let j = 0; j < i; j += 1) expect(a[i * N + j]).toBe(a[j * N + i]);
});

test("a matrix times its inverse is the identity, at a size that is cut into pieces", async () => {
  const n = 300;
  const x = Float64Array.from({ length: n * 40 }, (_, i) => ((i * i * 37 + i * 11) % 101) / 101 - 0.5);
  const a = new Float64Array(n * n);
  for (let i = 0; i < n; i += 1)
    for (let j = 0; j < n; j += 1) a[i * n + j] = dot(x, i * 40, x, j * 40, 40) + (i === j ? 1 : 0);
  const inverse = a.slice();
  const shares: number[] = [];
  await positiveInverse(inverse, n, async (share) => void shares.push(share));
  const product = await symmetricProduct(a, inverse, n, still);
  let worst = 0;
  product.forEach((value, at) => {
    worst = Math.max(worst, Math.abs(value - (Math.floor(at / n) === at % n ? 1 : 0)));
  });
  expect(worst).toBeLessThan(1e-12);
  expect(shares).toEqual(shares.slice().sort((p, q) => p - q));
  expect(shares[shares.length - 1]).toBe(1);
});

test("the trace of a solve is numpy's", () => {
  expect(traceOfSolve(positive(), R, N)).toBeCloseTo(-0.8917628298972164, 12); // numpy.trace(numpy.linalg.inv(A) @ R)
});

test("weighted sums of outer products and quadratic forms are numpy's", async () => {
  const out = new Float64Array(N * N);
  const weights = Float64Array.from({ length: N }, (_, i) => (i + 1) / 2 - 1);
  await weightedGram(B, N, 0, N, weights, out, still);
  // numpy.einsum("i,ij,ik->jk", w, B, B)[4]
  mustBeNear(
    out.subarray(4 * N, 5 * N),
    [
      0.9053254437869823, 0.7100591715976332, 1.0650887573964498, 0.0473372781065089, 0.4260355029585799,
      0.7396449704142012,
    ],
  );
  const forms = new Float64Array(2 * N);
  await quadraticForms(B, N, N, R, forms, 2, 1, still);
  for (let i = 0; i < N; i += 1) {
    let expected = 0;
    for (let j = 0; j < N; j += 1)
      for (let k = 0; k < N; k += 1) expected += B[i * N + j] * R[j * N + k] * B[i * N + k];
    expect(forms[2 * i + 1]).toBeCloseTo(expected, 12);
    expect(forms[2 * i]).toBe(0);
  }
});

test("dot products taken four by two equal those taken one by one, to the bit", () => {
  const sizes = fc.tuple(
    fc.integer({ min: 1, max: 11 }),
    fc.integer({ min: 1, max: 9 }),
    fc.integer({ min: 1, max: 7 }),
  );
  fc.assert(
    fc.property(sizes, fc.nat(10), ([rows, cols, m], skip) => {
      const from = Math.min(skip, rows - 1);
      const data = Float64Array.from({ length: rows * cols }, (_, i) => 1 / (i + 3));
      const vectors = Float64Array.from({ length: m * cols }, (_, i) => Math.sqrt(i + 0.1));
      const out = new Float64Array((rows - from) * m);
      rowDots(data, cols, from, rows, vectors, m, out);
      for (let i = from; i < rows; i += 1)
        for (let k = 0; k < m; k += 1)
          expect(out[(i - from) * m + k]).toBe(dot(data, i * cols, vectors, k * cols, cols));
    }),
  );
});

test("squared lengths of some rows", async () => {
  const points = { rows: 3, cols: 2, data: Float32Array.of(3, 4, 0, 0, -1, 2) };
  expect(Array.from(await squaredLengths(points, Int32Array.of(2, 0), plainKernels, still))).toEqual([5, 25]);
});
