/** Everything a replay needs before it runs, made the same way in the command and in its worker processes. */
import { channelStatistics } from "@querent/images";
import { createClassifier, createDetector, createPoseLearner, type LearnerSettings } from "@querent/models";
import {
  checkNeeds,
  classificationSubject,
  detectionSubject,
  planReplay,
  poseSubject,
  type ReplayPlan,
  type ReplaySettings,
  type ReplaySubject,
  type TaskData,
} from "@querent/replay";

export interface PreparedReplay {
  readonly plan: ReplayPlan;
  readonly subject: ReplaySubject;
  /** Ends the learner's sessions. */
  release(): Promise<void>;
}

/** Checks the settings and makes the learner; channels are normalised over all training images, labels unseen. */
export function prepareReplay(settings: ReplaySettings, data: TaskData): PreparedReplay {
  const plan = planReplay(settings, data.dataset);
  const prepared = { plan, ...subjectOf(settings, data) };
  checkNeeds(plan, prepared.subject);
  return prepared;
}

function subjectOf(settings: ReplaySettings, data: TaskData): Omit<PreparedReplay, "plan"> {
  const { images } = data.dataset.train;
  const common: LearnerSettings = {
    network: settings.network,
    recipe: settings.recipe,
    epochs: settings.epochs,
    moduleWeight: settings.moduleWeight,
    height: images.height,
    width: images.width,
    channels: images.channels,
    normalisation: channelStatistics(images),
    provider: settings.provider,
    threads: settings.threads,
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
