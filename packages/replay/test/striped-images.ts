/** A small data set for the tests: noisy 6 x 6 stripes of four directions, the classes unevenly many. */
import { generator, keyFrom, split } from "@querent/core";
import type { ClassificationDataset, ClassificationSplit } from "@querent/core";
import type { Classifier, ClassifierSettings } from "@querent/models";
import { classificationSubject } from "../src/tasks/classification.ts";
import type { ReplaySubject, Trains } from "../src/tasks/replay-subject.ts";
import { softmaxLearner } from "./softmax-learner.ts";

const side = 6;
const classes = ["across", "down", "slash", "backslash"];

export function stripedImages(train = 160, test = 80, noise = 70): ClassificationDataset {
  return {
    name: "stripes",
    classes,
    train: part("train", train, noise),
    test: part("test", test, noise),
    skipped: [],
  };
}

export function stripesLearnerSettings(): ClassifierSettings {
  return {
    network: "softmax-regression",
    recipe: "test",
    classes: classes.length,
    height: side,
    width: side,
    channels: 1,
    normalisation: { mean: [0], std: [1] },
    provider: "cpu",
    threads: 1,
  };
}

/** Striped images with their learner. */
export function stripesSubject(
  dataset: ClassificationDataset = stripedImages(),
  learner: Trains<Classifier> = softmaxLearner(stripesLearnerSettings()),
): ReplaySubject {
  return classificationSubject(dataset, learner);
}

function part(name: string, count: number, noise: number): ClassificationSplit {
  const draw = generator(split(keyFrom("stripes"), name));
  const data = new Uint8Array(count * side * side);
  const labels = new Int32Array(count);
  for (let i = 0; i < count; i += 1) {
    const label = [0, 0, 0, 1, 1, 2, 2, 3][draw.integer(8)];
    labels[i] = label;
    const shift = draw.integer(2);
    for (let y = 0; y < side; y += 1)
      for (let x = 0; x < side; x += 1) {
        const along = [y, x, x + y, x - y + side][label] + shift;
        const value = (Math.floor(along / 1) % 3 === 0 ? 200 : 60) + noise * draw.normal();
        data[(i * side + y) * side + x] = Math.max(0, Math.min(255, Math.round(value)));
      }
  }
  return {
    images: { count, height: side, width: side, channels: 1, data },
    labels,
    ids: Array.from(labels, (_, i) => `${name}/${i}`),
  };
}
