/** What makes two replays the same: settings and data. */
import { createHash } from "node:crypto";
import type { ClassificationDataset, ClassificationSplit } from "@querent/core";
import type { ClassifierSettings } from "@querent/models";
import { asksFor } from "./needs.ts";
import type { ReplayPlan } from "./plan.ts";
import { reportVersion } from "./report-types.ts";

/** Every setting that can change a result, as flat values that can be compared and shown. */
export type ReplayIdentity = Readonly<Record<string, string | number | null>>;

/** The identity of a replay: its settings, the learner's, and a hash of the data. @throws when the two disagree */
export function replayIdentity(
  plan: ReplayPlan,
  dataset: ClassificationDataset,
  learner: ClassifierSettings,
): ReplayIdentity {
  const { settings } = plan;
  for (const name of ["network", "recipe", "epochs", "provider", "threads"] as const)
    if (settings[name] !== learner[name])
      throw new Error(
        `internal: the learner must be made as the plan says, with ${name} ${settings[name]}; got ${learner[name]}.`,
      );
  return {
    version: reportVersion,
    task: settings.task,
    dataset: dataset.name,
    data: datasetFingerprint(dataset),
    network: learner.network,
    recipe: learner.recipe,
    epochs: learner.epochs ?? null,
    normalisation: [...learner.normalisation.mean, ...learner.normalisation.std].join(" "),
    strategies: settings.strategies.join(","),
    pool: settings.pool,
    initial: settings.initial,
    batch: settings.batch,
    rounds: settings.rounds,
    trials: settings.trials,
    seed: settings.seed,
    test: settings.test,
    subset: settings.subset ?? null,
    ...(asksFor(plan, "passes") && { passes: settings.passes }),
    ...(asksFor(plan, "committee") && { committee: settings.committee }),
    provider: learner.provider,
    threads: learner.threads,
  };
}

/** The first 16 hexadecimal digits of a SHA-256 over classes, labels, ids and pixels of both parts. */
export function datasetFingerprint(dataset: ClassificationDataset): string {
  const hash = createHash("sha256").update(JSON.stringify(dataset.classes));
  for (const part of [dataset.train, dataset.test]) addPart(part);
  return hash.digest("hex").slice(0, 16);

  function addPart({ images, labels, ids }: ClassificationSplit): void {
    const { count, height, width, channels } = images;
    hash.update(JSON.stringify([count, height, width, channels, Array.from(labels), ids]));
    hash.update(images.data);
  }
}
