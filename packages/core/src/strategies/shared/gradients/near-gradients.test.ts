/** What is left out is never nearer, by gradients written out; and most is left out. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { matrix, row } from "../../../array/matrix.ts";
import type { Matrix } from "../../../contracts.ts";
import { generator, type Generator } from "../../../random/generator.ts";
import { keyFrom } from "../../../random/key.ts";
import { nearGradients } from "./near-gradients.ts";
import type { Gradients } from "./residual-blocks.ts";
import { residualsByClass, type ResidualsByClass } from "./residuals-by-class.ts";

const dot = (a: Float32Array, b: Float32Array): number => a.reduce((sum, value, j) => sum + value * b[j], 0);

/** Gradients of all rows by slot, and their squared distances. */
function gradientsOf(probabilities: Matrix, embeddings: Matrix) {
  const every = Int32Array.from({ length: probabilities.rows }, (_, i) => i);
  const byClass: ResidualsByClass = residualsByClass(probabilities, every, matrix);
  const { residuals, predicted, places, starts } = byClass;
  const a = (slot: number): Float32Array => row(residuals, slot);
  const h = (slot: number): Float32Array => row(embeddings, places[slot]);
  const squaredResiduals = Float64Array.from(every, (slot) => dot(a(slot), a(slot)));
  const lengths = Float64Array.from(every, (slot) => Math.sqrt(dot(h(slot), h(slot))));
  const squared = lengths.map((length, slot) => squaredResiduals[slot] * length ** 2);
  const gradients: Gradients = { residuals, starts, squaredResiduals, lengths, squared };
  const distance = (i: number, j: number): number =>
    squared[i] + squared[j] - 2 * dot(a(i), a(j)) * dot(h(i), h(j));
  return { gradients, predicted, distance };
}

/** How many are listed for each of some picks, after checking that nothing nearer is missing. */
function listed(probabilities: Matrix, embeddings: Matrix, picks: readonly number[]): number[] {
  const { gradients, predicted, distance } = gradientsOf(probabilities, embeddings);
  const near = nearGradients(gradients);
  const n = probabilities.rows;
  const nearest = new Float64Array(n).fill(Infinity);
  const out = new Int32Array(n);
  return picks.map((slot) => {
    const count = near.list(slot, predicted[slot], nearest, out);
    const some = Array.from(out.subarray(0, count));
    expect(some).toEqual(some.toSorted((i, j) => i - j));
    for (let i = 0; i < n; i += 1) {
      const between = distance(slot, i);
      const least = 1e-9 * (gradients.squared[i] + gradients.squared[slot]); // what rounding may decide
      if (nearest[i] - between > least) expect(some).toContain(i);
      nearest[i] = Math.min(nearest[i], between);
    }
    return count;
  });
}

const weight = fc.oneof(fc.constant(0), fc.double({ min: 0, max: 1, noNaN: true }), fc.constant(1));
const coordinate = fc.double({ min: -1, max: 1, noNaN: true });
const item = fc.tuple(
  fc.array(weight, { minLength: 4, maxLength: 4 }),
  fc.array(coordinate, { minLength: 2, maxLength: 2 }),
);

test("nothing that is nearer is left out", () => {
  fc.assert(
    fc.property(fc.array(item, { minLength: 2, maxLength: 12 }), (items) => {
      const probabilities = matrix(items.length, 4);
      const embeddings = matrix(items.length, 2);
      items.forEach(([weights, coordinates], i) => {
        const sum = weights.reduce((a, b) => a + b, 0);
        probabilities.data.set(
          weights.map((w) => (sum > 0 ? w / sum : 0.25)),
          i * 4,
        );
        embeddings.data.set(coordinates, i * 2);
      });
      listed(
        probabilities,
        embeddings,
        items.map((_, i) => i),
      );
    }),
    { numRuns: 500 },
  );
});

test("whole blocks of other classes are passed over once they have near picks", () => {
  const draw: Generator = generator(keyFrom("near gradients"));
  const [n, classes, cols] = [2000, 10, 6];
  const probabilities = matrix(n, classes);
  const embeddings = matrix(n, cols);
  for (let i = 0; i < n; i += 1) {
    const top = draw.integer(classes);
    for (let c = 0; c < classes; c += 1) probabilities.data[i * classes + c] = c === top ? 0.82 : 0.02;
    for (let j = 0; j < cols; j += 1) embeddings.data[i * cols + j] = 1 + 0.1 * draw.normal();
  }
  const counts = listed(
    probabilities,
    embeddings,
    Array.from({ length: 40 }, (_, b) => (b * 379) % n),
  );
  expect(counts[0]).toBe(n);
  expect(Math.max(...counts.slice(30))).toBeLessThan(n / 5); // its own class is a tenth
});

test("residuals lie by predicted class, the first of equals, with the places they come from", () => {
  const probabilities = matrix(4, 3, Float32Array.of(0.5, 0.25, 0.25, 0, 0.5, 0.5, 0, 0, 1, 1, 0, 0));
  const { residuals, predicted, places, starts } = residualsByClass(
    probabilities,
    Int32Array.of(3, 2, 1, 0),
    matrix,
  );
  expect(Array.from(places)).toEqual([3, 0, 2, 1]);
  expect(Array.from(predicted)).toEqual([0, 0, 1, 2]);
  expect(Array.from(starts)).toEqual([0, 2, 3, 4]);
  expect(Array.from(residuals.data)).toEqual([-0.5, 0.25, 0.25, 0, 0, 0, 0, -0.5, 0.5, 0, 0, 0]);
});
