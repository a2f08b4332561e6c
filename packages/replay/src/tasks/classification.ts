/** Classification as a replay sees it. */
import { argmaxRows } from "@querent/core";
import type { ClassificationDataset } from "@querent/core";
import type { Classifier, TrainedClassifier } from "@querent/models";
import { classificationSignals } from "../signals/classification-signals.ts";
import { testClassifier } from "./test-classifier.ts";
import type { ReplaySubject, SubjectModel, Trains } from "./replay-subject.ts";

/** A data set of labelled images and a classifier. An annotation is an image's label. */
export function classificationSubject(
  dataset: ClassificationDataset,
  learner: Trains<Classifier>,
): ReplaySubject {
  const { train, test, classes } = dataset;
  return {
    task: "classification",
    data: dataset,
    classes,
    settings: learner.settings,
    recipe: learner.recipe,
    dropoutRate: learner.dropoutRate,
    stepsFor: (labels, module) => learner.stepsFor(labels, module),
    batchSizeFor: (labels) => learner.batchSizeFor(labels),
    testPasses: 1,
    annotated: (part) => (part === undefined ? classes : Array.from(dataset[part].labels)),
    annotationsOf: () => 1,
    countClasses(items) {
      const counts = new Array<number>(classes.length).fill(0);
      for (const item of items) counts[train.labels[item]] += 1;
      return counts;
    },
    picture: (item) => ({ caption: classes[train.labels[item]], boxes: [], points: [], lines: [] }),
    train: async (request) =>
      modelFrom(await learner.train({ images: train.images, labels: train.labels, ...request })),
    restore: (weights) => modelFrom(learner.restore(weights)),
  };

  function modelFrom(model: TrainedClassifier): SubjectModel {
    return {
      async test(items, abort) {
        const predictions = await model.predict(test.images, items, abort);
        const labels = items.map((i) => test.labels[i]);
        const right = Float64Array.from(argmaxRows(predictions.probabilities), (c, i) =>
          c === labels[i] ? 1 : 0,
        );
        return {
          tested: testClassifier(predictions, labels, classes.length),
          weighted: (weights) => weightedMean(right, weights),
        };
      },
      async predict(part, items, abort) {
        const { probabilities, predictedLoss } = await model.predict(dataset[part].images, items, abort);
        return { task: "classification", probabilities, predictedLoss };
      },
      signals: (asked) => classificationSignals(model, learner, dataset, asked),
      release: () => model.release(),
      weights: model.weights,
      exportOnnx: () => model.exportOnnx(),
    };
  }
}

function weightedMean(values: Float64Array, weights: Float64Array): number | undefined {
  let [sum, all] = [0, 0];
  for (let i = 0; i < values.length; i += 1) {
    sum += weights[i] * values[i];
    all += weights[i];
  }
  return all > 0 ? sum / all : undefined;
}
