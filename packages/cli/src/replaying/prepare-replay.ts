/** Everything a replay needs before it runs, made the same way in the command and in its worker processes. */
import type { ClassificationDataset } from "@querent/core";
import { channelStatistics } from "@querent/images";
import { createClassifier, type Classifier } from "@querent/models";
import { checkNeeds, planReplay, type ReplayPlan, type ReplaySettings } from "@querent/replay";

export interface PreparedReplay {
  readonly plan: ReplayPlan;
  readonly learner: Classifier;
}

/** Checks the settings and makes the learner; channels are normalised over all training images, labels unseen. */
export function prepareReplay(settings: ReplaySettings, dataset: ClassificationDataset): PreparedReplay {
  const plan = planReplay(settings, dataset);
  const { height, width, channels } = dataset.train.images;
  const learner = createClassifier({
    network: settings.network,
    recipe: settings.recipe,
    epochs: settings.epochs,
    classes: dataset.classes.length,
    height,
    width,
    channels,
    normalisation: channelStatistics(dataset.train.images),
    provider: settings.provider,
    threads: settings.threads,
  });
  checkNeeds(plan, learner);
  return { plan, learner };
}
