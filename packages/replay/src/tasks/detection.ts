/** Detection as a replay sees it. */
import { mean } from "@querent/core";
import type { DetectionDataset, DetectionSplit, FoundBoxes, TrueBoxes } from "@querent/core";
import type { Detector, TrainedDetector } from "@querent/models";
import { six } from "../round-record.ts";
import { detectionSignals } from "../signals/detection-signals.ts";
import { boxScores } from "./box-scores.ts";
import type { ItemPicture } from "./item-picture.ts";
import { rankLosses } from "./rank-losses.ts";
import type { ReplaySubject, SubjectModel, Trains } from "./replay-subject.ts";

/**
 * A data set of boxes and a detector. An annotation is a box, those that count neither as found nor as missed included:
 * a person draws them too. An image without a box costs none.
 */
export function detectionSubject(dataset: DetectionDataset, learner: Trains<Detector>): ReplaySubject {
  const { train, test, classes } = dataset;
  return {
    task: "detection",
    data: dataset,
    classes,
    settings: learner.settings,
    recipe: learner.recipe,
    dropoutRate: learner.dropoutRate,
    stepsFor: (labels, module) => learner.stepsFor(labels, module),
    batchSizeFor: (labels) => learner.batchSizeFor(labels),
    testPasses: 2, // found boxes, then losses
    annotated: (part) => (part === undefined ? classes : plain(dataset[part])),
    annotationsOf: (item) => train.truth[item].count,
    countClasses(items) {
      const counts = new Array<number>(classes.length).fill(0);
      for (const item of items) for (const c of train.truth[item].classes) counts[c] += 1;
      return counts;
    },
    picture: (item) => pictureOf(train.truth[item], classes),
    train: async (request) =>
      modelFrom(await learner.train({ images: train.images, truth: train.truth, ...request })),
    restore: (weights) => modelFrom(learner.restore(weights)),
  };

  function modelFrom(model: TrainedDetector): SubjectModel {
    return {
      async test(items, abort) {
        const { found, ...signals } = await model.predict(test.images, items, { abort });
        const losses = await model.losses({ images: test.images, truth: test.truth, indices: items }, abort);
        const { scores, weighted } = boxScores(
          Array.from(items, (item) => test.truth[item]),
          found,
          classes.length,
        );
        const ranking = await rankLosses("detection", signals, losses);
        return { tested: { ...scores, loss: six(mean(losses)), ranking }, weighted };
      },
      async predict(part, items, abort) {
        const { images, scale } = dataset[part];
        const { found, predictedLoss } = await model.predict(images, items, { abort });
        const enlarged = found.map((boxes, i) => inOriginal(boxes, scale.subarray(2 * items[i])));
        return { task: "detection", found: enlarged, predictedLoss };
      },
      signals: (asked) => detectionSignals(model, dataset, asked),
      release: () => model.release(),
      weights: model.weights,
      exportOnnx: () => model.exportOnnx(),
    };
  }
}

/** @param scale of the image: pixels of the original for each of its pixels, along x and y */
function inOriginal(boxes: FoundBoxes, scale: Float64Array): FoundBoxes {
  return { ...boxes, corners: boxes.corners.map((value, i) => value * scale[i % 2]) };
}

function plain({ truth }: DetectionSplit): unknown {
  return truth.map(({ corners, classes, areas, ignored, crowds }) =>
    [corners, classes, areas, ignored, crowds].map((values) => Array.from(values)),
  );
}

function pictureOf(
  { count, corners, classes: of, ignored }: TrueBoxes,
  classes: readonly string[],
): ItemPicture {
  const counts = classes.map(
    (name, c) => [name, of.reduce((sum, one) => sum + (one === c ? 1 : 0), 0)] as const,
  );
  const there = counts.filter(([, boxes]) => boxes > 0);
  return {
    caption: there.length === 0 ? "no box" : there.map(([name, boxes]) => `${boxes} ${name}`).join(", "),
    boxes: Array.from({ length: count }, (_, box) => {
      const [x1, y1, x2, y2] = corners.subarray(4 * box, 4 * box + 4);
      return { corners: [x1, y1, x2, y2], dashed: ignored[box] === 1 };
    }),
    points: [],
    lines: [],
  };
}
