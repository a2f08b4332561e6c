/** Makes the report out of the rounds of a replay. */
import type { ClassificationDataset } from "@querent/core";
import type { ClassifierSettings } from "@querent/models";
import { datasetFingerprint } from "./identity.ts";
import type { Arm } from "./arm.ts";
import { asksFor } from "./needs.ts";
import type { ReplayPlan } from "./plan.ts";
import { reportVersion } from "./report-types.ts";
import type { ReplayReport, ReportedArm, ReportedTrial } from "./report-types.ts";
import type { FinishedRound, RoundRecord } from "./round-record.ts";
import { summarise } from "./summarise.ts";
import { trialDraws } from "./trial-draws.ts";

/**
 * The report of a finished replay: what was asked, every curve and pick, and the statistics.
 *
 * @param rounds as `runReplay` returns them
 */
export function buildReport(
  plan: ReplayPlan,
  dataset: ClassificationDataset,
  learner: ClassifierSettings,
  rounds: readonly FinishedRound[],
): ReplayReport {
  const { settings, arms, budgets } = plan;
  const trials = Array.from({ length: settings.trials }, (_, trial) => trialDraws(plan, dataset, trial));
  const reported = arms.map((arm): ReportedArm => {
    const records = rounds.map(({ record }) => record).filter((record) => record.arm === arm.name);
    return {
      strategy: arm.name,
      module: arm.module ?? null,
      subset: subsetOf(arm, settings.subset),
      trials: trials.map(({ pool, initial }, trial) =>
        reportTrial(
          [settings.seed, "trial", trial],
          Array.from(initial, (row) => dataset.train.ids[pool[row]]),
          records.filter((record) => record.trial === trial),
        ),
      ),
    };
  });
  const { height, width, channels } = dataset.train.images;
  return {
    version: reportVersion,
    dataset: {
      name: dataset.name,
      classes: dataset.classes,
      train: dataset.train.labels.length,
      test: dataset.test.labels.length,
      height,
      width,
      channels,
      skipped: dataset.skipped.length,
      fingerprint: datasetFingerprint(dataset),
    },
    task: settings.task,
    settings: {
      network: learner.network,
      recipe: learner.recipe,
      epochs: learner.epochs ?? null,
      strategies: settings.strategies,
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
    },
    arms: reported,
    summary: summarise(
      reported,
      budgets,
      trials.map(({ pool }) => classShares(dataset, pool)),
    ),
  };
}

function subsetOf({ strategy }: Arm, asked: number | undefined): number | null {
  const declared = strategy.parameters.find(({ name }) => name === "subset");
  return declared === undefined ? null : (asked ?? Number(declared.default));
}

function reportTrial(
  seed: readonly (string | number)[],
  initial: readonly string[],
  records: readonly RoundRecord[],
): ReportedTrial {
  const asked = records.slice(0, -1);
  return {
    seed,
    curve: records.map(({ labels, accuracy, recall, calibration, loss, ranking, classCounts }) => ({
      labels,
      annotations: labels,
      metric: accuracy,
      recall,
      calibration,
      loss,
      ranking,
      classCounts,
    })),
    picks: [initial, ...asked.map(({ picks }) => picks)],
    why: [[], ...asked.map(({ why }) => why)],
  };
}

function classShares({ train, classes }: ClassificationDataset, items: Int32Array): number[] {
  const counts = new Array<number>(classes.length).fill(0);
  for (const item of items) counts[train.labels[item]] += 1;
  return counts.map((count) => count / items.length);
}
