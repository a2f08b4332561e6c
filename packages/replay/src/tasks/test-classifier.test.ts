import { expect, test } from "vitest";
import { testClassifier } from "./test-classifier.ts";

const probabilities = {
  rows: 4,
  cols: 3,
  data: Float32Array.of(0.8, 0.1, 0.1, 0.4, 0.35, 0.25, 0.2, 0.5, 0.3, 0, 1, 0),
};
const embeddings = { rows: 4, cols: 1, data: new Float32Array(4) };

test("scores by hand", () => {
  const result = testClassifier(
    { probabilities, embeddings, predictedLoss: Float32Array.of(4, 3, 2, 1) },
    Int32Array.of(0, 1, 1, 1),
    3,
  );
  expect(result.metric).toBe(0.75); // the second is taken for class 0
  expect(result.parts).toEqual([1, 0.666667, null]);
  // losses -ln 0.8, -ln 0.35, -ln 0.5, -ln 1
  expect(result.loss).toBeCloseTo(-Math.log(0.8 * 0.35 * 0.5 * 1) / 4, 5);
  // of the six pairs the module orders 1-2 and 1-3 wrongly
  expect(result.ranking.module).toBeCloseTo(4 / 6, 6);
  expect(result.ranking.entropy).toBe(1); // 0.64, 1.08, 1.03, 0 nats, as the losses
  expect(result.ranking.margin).toBe(1); // margins 0.7, 0.05, 0.2, 1, the reverse of the losses
});

test("a true class of probability zero does not make the loss infinite", () => {
  const { loss } = testClassifier({ probabilities, embeddings }, Int32Array.of(0, 0, 1, 2), 3);
  expect(loss).toBeGreaterThan(6);
  expect(loss).toBeLessThan(8);
});

test("without the module there is no ranking of it", () => {
  expect(
    testClassifier({ probabilities, embeddings }, Int32Array.of(0, 1, 1, 1), 3).ranking.module,
  ).toBeNull();
});
