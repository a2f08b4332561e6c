/** Pose estimation as a replay sees it. */
import { mean } from "@querent/core";
import type { FoundPoses, PoseDataset, PoseSplit, Skeleton, TruePoses } from "@querent/core";
import type { PoseLearner, TrainedPoseNetwork } from "@querent/models";
import { six } from "../round-record.ts";
import { poseSignals } from "../signals/pose-signals.ts";
import type { ItemPicture } from "./item-picture.ts";
import { jointScores } from "./joint-scores.ts";
import { rankLosses } from "./rank-losses.ts";
import type { ReplaySubject, SubjectModel, Trains } from "./replay-subject.ts";

/** A data set of poses and a pose network. An annotation is a joint that was annotated, seen or hidden. */
export function poseSubject(dataset: PoseDataset, learner: Trains<PoseLearner>): ReplaySubject {
  const { train, test, skeleton } = dataset;
  return {
    task: "pose",
    data: dataset,
    joints: skeleton.joints,
    settings: learner.settings,
    recipe: learner.recipe,
    dropoutRate: learner.dropoutRate,
    stepsFor: (labels, module) => learner.stepsFor(labels, module),
    batchSizeFor: (labels) => learner.batchSizeFor(labels),
    testPasses: 2, // found joints, then losses
    annotated: (part) =>
      part === undefined
        ? [skeleton.joints, Array.from(skeleton.mirrored), dataset.side]
        : plain(dataset[part]),
    annotationsOf: (item) => train.truth[item].visibility.reduce((sum, seen) => sum + (seen > 0 ? 1 : 0), 0),
    picture: (item) => pictureOf(train.truth[item], skeleton),
    train: async (request) =>
      modelFrom(await learner.train({ images: train.images, truth: train.truth, ...request })),
    restore: (weights) => modelFrom(learner.restore(weights)),
  };

  function modelFrom(model: TrainedPoseNetwork): SubjectModel {
    return {
      async test(items, abort) {
        const { found, ...signals } = await model.predict(test.images, items, { abort });
        const losses = await model.losses({ images: test.images, truth: test.truth, indices: items }, abort);
        const { scores, weighted } = jointScores(
          Array.from(items, (item) => test.truth[item]),
          found,
          skeleton,
        );
        const ranking = await rankLosses("pose", signals, losses);
        return { tested: { ...scores, loss: six(mean(losses)), ranking }, weighted };
      },
      async predict(part, items, abort) {
        const { images, crops } = dataset[part];
        const { found, predictedLoss } = await model.predict(images, items, { abort });
        const placed = found.map((poses, i) => inOriginal(poses, crops.subarray(3 * items[i])));
        return { task: "pose", found: placed, predictedLoss };
      },
      signals: (asked) => poseSignals(model, dataset, asked),
      release: () => model.release(),
      weights: model.weights,
      exportOnnx: () => model.exportOnnx(),
    };
  }
}

/** @param crop of the image: where its first pixel lies in the original, and how many pixels one of its own is there */
function inOriginal(poses: FoundPoses, [left, top, scale]: Float64Array): FoundPoses {
  const start = [left, top];
  return { ...poses, points: poses.points.map((value, i) => start[i % 2] + value * scale) };
}

function plain({ truth }: PoseSplit): unknown {
  return truth.map(({ points, visibility, corners, areas, ignored, crowds }) =>
    [points, visibility, corners, areas, ignored, crowds].map((values) => Array.from(values)),
  );
}

function pictureOf({ points, visibility }: TruePoses, { bones }: Skeleton): ItemPicture {
  const at = (joint: number): [number, number] => [points[2 * joint], points[2 * joint + 1]];
  const joints = Array.from(visibility.keys()).filter((joint) => visibility[joint] > 0);
  return {
    caption: `${joints.length} joints`,
    boxes: [],
    points: joints.map(at),
    lines: bones
      .filter(([a, b]) => visibility[a] > 0 && visibility[b] > 0)
      .map(([a, b]) => [...at(a), ...at(b)] as const),
  };
}
