/** Gradients of matrix products against differences. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { checkGradients, type GradientCase } from "../testing/check-gradients.ts";
import { linear } from "../interpreter/linear.ts";
import { uniform } from "../testing/samples.ts";
import { matmul } from "../ops/matmul.ts";

const sides = fc.integer({ min: 1, max: 3 });

/** Products of batches whose axes broadcast on either side, each operand possibly stored transposed. */
const products = fc
  .record({
    batch: fc.array(sides, { maxLength: 2 }),
    stretched: fc.tuple(fc.boolean(), fc.boolean(), fc.boolean(), fc.boolean()),
    lead: fc.tuple(fc.nat(2), fc.nat(2)),
    size: fc.tuple(sides, sides, sides),
    transposeA: fc.boolean(),
    transposeB: fc.boolean(),
    seed: fc.nat(),
  })
  .map(({ batch, stretched, lead, size: [m, k, n], transposeA, transposeB, seed }): GradientCase => {
    const of = (operand: 0 | 1): number[] =>
      batch.map((side, axis) => (stretched[2 * operand + axis] ? 1 : side)).slice(lead[operand]);
    const a = [...of(0), ...(transposeA ? [k, m] : [m, k])];
    const b = [...of(1), ...(transposeB ? [n, k] : [k, n])];
    return {
      inputs: [uniform(a, seed), uniform(b, seed + 1)],
      build: ([x, y]) => matmul(x, y, { transposeA, transposeB }),
    };
  });

test("matmul is the only linear operator", () => {
  expect(Object.keys(linear)).toEqual(["matmul"]);
});

test("the gradient of matmul agrees with differences", () => {
  fc.assert(
    fc.property(products, (sample) => checkGradients("matmul", sample)),
    { numRuns: 300 },
  );
});
