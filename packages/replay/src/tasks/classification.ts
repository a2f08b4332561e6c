/** Classification as a replay sees it. */
import type { ClassificationDataset } from "@querent/core";
import type { Classifier } from "@querent/models";
import { classificationSignals } from "../signals/classification-signals.ts";
import { testClassifier } from "./test-classifier.ts";
import type { ReplaySubject, Trains } from "./replay-subject.ts";

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
    dropoutRate: learner.dropoutRate,
    stepsFor: (labels) => learner.stepsFor(labels),
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
    async train(request) {
      const model = await learner.train({ images: train.images, labels: train.labels, ...request });
      return {
        async test(items, abort) {
          const predictions = await model.predict(test.images, items, abort);
          return testClassifier(
            predictions,
            items.map((i) => test.labels[i]),
            classes.length,
          );
        },
        signals: (asked) => classificationSignals(model, learner, dataset, asked),
        release: () => model.release(),
      };
    },
  };
}
