/** What models say of single images: the same whatever part they are in, in pixels of the originals. */
import { keyFrom } from "@querent/core";
import { expect, test } from "vitest";
import { blobImages, dotFigures, dotSkeleton } from "../../test/blob-images.ts";
import { cellDetector } from "../../test/cell-detector.ts";
import { cellPoses } from "../../test/cell-poses.ts";
import { softmaxLearner } from "../../test/softmax-learner.ts";
import { stripedImages, stripesLearnerSettings } from "../../test/striped-images.ts";
import { classificationSubject } from "./classification.ts";
import { detectionSubject } from "./detection.ts";
import { poseSubject } from "./pose.ts";
import type { Predicted, ReplaySubject } from "./replay-subject.ts";

const common = {
  network: "cells",
  recipe: "test",
  height: 18,
  width: 18,
  channels: 1,
  normalisation: { mean: [0], std: [1] },
  provider: "cpu",
  threads: 1,
} as const;
const items = Int32Array.of(5, 2);

/** Of items of the test part, by a model of the first training items. */
async function predict<Task extends Predicted["task"]>(
  { train }: ReplaySubject,
  task: Task,
  part: "train" | "test" = "test",
  module?: "ranking",
): Promise<Predicted & { task: Task }> {
  const model = await train({
    indices: Int32Array.from({ length: 30 }, (_, i) => i),
    key: keyFrom(1),
    module,
  });
  try {
    const predicted = await model.predict(part, items);
    expect(predicted.task).toBe(task);
    return predicted as Predicted & { task: Task };
  } finally {
    await model.release();
  }
}

test("boxes, scaled to the original", async () => {
  const data = blobImages();
  const scale = data.test.scale.map((_, i) => (i % 2 === 0 ? 2 + i : 1 / 3));
  const scaled = { ...data, test: { ...data.test, scale } };
  const settings = { ...common, classes: 2 };
  const plain = await predict(detectionSubject(data, cellDetector(settings)), "detection");
  const wide = await predict(detectionSubject(scaled, cellDetector(settings)), "detection");
  expect(plain.found.some(({ count }) => count > 0)).toBe(true);
  plain.found.forEach((boxes, at) =>
    expect(wide.found[at]).toEqual({
      ...boxes,
      corners: boxes.corners.map((value, i) => (i % 2 === 0 ? value * (2 + 2 * items[at]) : value / 3)),
    }),
  );
});

test("joints, put where the crop was cut", async () => {
  const data = dotFigures();
  const crops = data.test.crops.map((_, i) => [100 + i, -7, 0.5][i % 3]);
  const cut = { ...data, test: { ...data.test, crops } };
  const settings = { ...common, skeleton: dotSkeleton };
  const plain = await predict(poseSubject(data, cellPoses(settings)), "pose");
  const placed = await predict(poseSubject(cut, cellPoses(settings)), "pose");
  plain.found.forEach((pose, at) =>
    expect(placed.found[at]).toEqual({
      ...pose,
      points: pose.points.map((value, i) => (i % 2 === 0 ? 100 + 3 * items[at] : -7) + value / 2),
    }),
  );
});

test("probabilities of either part, and the predicted loss of a module that was trained along", async () => {
  const data = stripedImages();
  const same = { ...data, test: data.train };
  const subject = (): ReplaySubject => classificationSubject(same, softmaxLearner(stripesLearnerSettings()));
  const [there, here] = [
    await predict(subject(), "classification"),
    await predict(subject(), "classification", "train"),
  ];
  expect(there).toEqual(here);
  expect(there.probabilities.rows).toBe(2);
  expect(there.predictedLoss).toBeUndefined();
  const { predictedLoss } = await predict(subject(), "classification", "test", "ranking");
  expect(predictedLoss).toHaveLength(2);
});
