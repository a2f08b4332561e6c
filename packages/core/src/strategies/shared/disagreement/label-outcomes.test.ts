/** Tests of the outcomes of a batch's labels. */

import { expect, test } from "vitest";
import { keyFrom } from "../../../random/key.ts";
import { beliefSummary } from "./belief-summary.ts";
import { labelOutcomes } from "./label-outcomes.ts";

// Two passes and two classes: pass 0 gives class 0 with 3/4, pass 1 with 1/4.
const UNSURE = Float64Array.of(0.75, 0.25, 0.25, 0.75); // (classes, passes)
const CERTAIN = Float64Array.of(1, 0, 0, 1);

test("counts every outcome and the belief after it", () => {
  const outcomes = labelOutcomes(2, 2, 4, keyFrom(1));
  outcomes.add("a", UNSURE);
  outcomes.add("b", UNSURE);
  const { count, weights, beliefs, isExact } = outcomes.current();
  expect({ count, isExact }).toEqual({ count: 4, isExact: true });
  expect(Array.from(weights)).toEqual([5 / 16, 3 / 16, 3 / 16, 5 / 16]); // (9 + 1) / 32 and twice 3 / 16 / 2
  expect(Array.from(beliefs)).toEqual([0.9, 0.1, 0.5, 0.5, 0.5, 0.5, 0.1, 0.9]);
});

test("leaves out what cannot be", () => {
  const outcomes = labelOutcomes(2, 2, 2, keyFrom(1));
  for (const id of ["a", "b", "c"]) outcomes.add(id, CERTAIN);
  const { count, weights, beliefs, isExact } = outcomes.current();
  expect({ count, isExact }).toEqual({ count: 2, isExact: true });
  expect(Array.from(weights)).toEqual([0.5, 0.5]);
  expect(Array.from(beliefs)).toEqual([1, 0, 0, 1]);
});

test("samples equally many from each pass, near the probabilities, and keeps labels already drawn", () => {
  const outcomes = labelOutcomes(2, 2, 7, keyFrom(1)); // four from each pass
  for (const id of ["a", "b", "c"]) outcomes.add(id, UNSURE);
  const { count, weights, beliefs, isExact } = outcomes.current();
  expect(isExact).toBe(false);
  expect(count).toBeLessThanOrEqual(8);
  for (const weight of weights) expect(Number.isInteger(weight * 8)).toBe(true);
  expect(weights.reduce((a, b) => a + b)).toBe(1);
  for (let o = 0; o < count; o += 1) expect(beliefs[2 * o] + beliefs[2 * o + 1]).toBeCloseTo(1, 15);

  const many = labelOutcomes(2, 2, 4000, keyFrom(1));
  for (let i = 0; i < 12; i += 1) many.add(`item ${i}`, UNSURE);
  const { mean } = beliefSummary(many.current(), 2);
  expect(many.current().isExact).toBe(false);
  // Every pass is as likely as the other; 4,000 independent samples would be off by 0.007 on average.
  expect(Math.abs(mean[0] - 0.5)).toBeLessThan(0.007);
});

test("the averages of groups average to the average of all", () => {
  const outcomes = labelOutcomes(2, 2, 500, keyFrom(1));
  for (let i = 0; i < 12; i += 1) outcomes.add(`item ${i}`, UNSURE);
  const { mean, groupCount, groupWeights, groupMeans } = beliefSummary(outcomes.current(), 2);
  expect(groupCount).toBe(2);
  expect(groupMeans[0]).toBeGreaterThan(0.5); // the group that believes pass 0 most
  expect(groupMeans[3]).toBeGreaterThan(0.5);
  expect(groupWeights[0] + groupWeights[1]).toBeCloseTo(1, 14);
  expect(groupWeights[0] * groupMeans[0] + groupWeights[1] * groupMeans[2]).toBeCloseTo(mean[0], 14);
});
