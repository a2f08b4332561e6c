/** Makes the learner of a data set of any task. */
import { columnStatistics } from "@querent/core";
import type { PixelSet } from "@querent/core";
import { channelStatistics } from "@querent/images";
import { createClassifier, createDetector, createPoseLearner, featureNetworks } from "@querent/models";
import type { LearnerSettings } from "@querent/models";
import type { TaskData } from "./load-for-task.ts";
import { classificationSubject } from "./tasks/classification.ts";
import { detectionSubject } from "./tasks/detection.ts";
import { poseSubject } from "./tasks/pose.ts";
import type { ReplaySubject } from "./tasks/replay-subject.ts";

/** What a learner is made of beside its data. */
export type LearnerChoice = Pick<
  LearnerSettings,
  "network" | "recipe" | "epochs" | "moduleWeight" | "provider" | "threads"
> &
  Partial<Pick<LearnerSettings, "normalisation">>; // that of the data unless given

/** A data set with its learner, and how to end the learner's sessions. */
export interface OpenSubject {
  readonly subject: ReplaySubject;
  release(): Promise<void>;
}

/**
 * Channels are normalised over all training images, labels unseen; so is each feature, for a network that reads features.
 *
 * @throws when the network reads features and the images have none
 */
export function subjectFor(choice: LearnerChoice, data: TaskData): OpenSubject {
  const { images } = data.dataset.train;
  const { network, recipe, epochs, moduleWeight, provider, threads, normalisation } = choice;
  const common: LearnerSettings = {
    network,
    recipe,
    epochs,
    moduleWeight,
    ...(readsFeatures(network) ? featureShape(images) : pixelShape(images)),
    ...(normalisation !== undefined && { normalisation }),
    provider,
    threads,
  };
  if (data.task === "classification") {
    const learner = createClassifier({ ...common, classes: data.dataset.classes.length });
    return { subject: classificationSubject(data.dataset, learner), release: () => learner.release() };
  }
  if (data.task === "detection") {
    const learner = createDetector({ ...common, classes: data.dataset.classes.length });
    return { subject: detectionSubject(data.dataset, learner), release: () => learner.release() };
  }
  const { side, skeleton } = data.dataset; // around what is looked at, stored images have room to turn and scale
  const learner = createPoseLearner({ ...common, height: side, width: side, skeleton });
  return { subject: poseSubject(data.dataset, learner), release: () => learner.release() };
}

type Shape = Pick<LearnerSettings, "height" | "width" | "channels" | "normalisation">;

function readsFeatures(network: string): boolean {
  return featureNetworks.some(({ name }) => name === network);
}

function pixelShape(images: PixelSet): Shape {
  const { height, width, channels } = images;
  return { height, width, channels, normalisation: channelStatistics(images) };
}

function featureShape({ features }: PixelSet): Shape {
  if (features === undefined)
    throw new Error("A network that reads features needs some; got images alone. Embed them first.");
  return { height: 1, width: 1, channels: features.cols, normalisation: columnStatistics(features) };
}
