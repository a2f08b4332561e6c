/** Makes the report out of the rounds of a replay. */
import { fingerprint } from "./identity.ts";
import type { Arm } from "./arm.ts";
import { asksFor, asksForPasses } from "./needs.ts";
import type { ReplayPlan } from "./plan.ts";
import { reportVersion } from "./report-types.ts";
import type { ReplayReport, ReportedArm, ReportedTrial } from "./report-types.ts";
import type { FinishedRound, RoundRecord } from "./round-record.ts";
import { summarise } from "./summarise.ts";
import type { ReplaySubject } from "./tasks/replay-subject.ts";
import { trialDraws } from "./trial-draws.ts";

/**
 * The report of a finished replay: what was asked, every curve and pick, and the statistics.
 *
 * @param rounds as `runReplay` returns them
 */
export function buildReport(
  plan: ReplayPlan,
  subject: ReplaySubject,
  rounds: readonly FinishedRound[],
): ReplayReport {
  const { settings, arms, budgets } = plan;
  const { data, classes, joints, settings: learner } = subject;
  const trials = Array.from({ length: settings.trials }, (_, trial) => trialDraws(plan, data, trial));
  const reported = arms.map((arm): ReportedArm => {
    const records = rounds.map(({ record }) => record).filter((record) => record.arm === arm.name);
    return {
      strategy: arm.name,
      module: arm.module ?? null,
      subset: subsetOf(arm, settings.subset),
      trials: trials.map(({ pool, initial }, trial) =>
        reportTrial(
          [settings.seed, "trial", trial],
          Array.from(initial, (row) => data.train.ids[pool[row]]),
          records.filter((record) => record.trial === trial),
        ),
      ),
    };
  });
  const { height, width, channels } = data.train.images;
  return {
    version: reportVersion,
    dataset: {
      name: data.name,
      ...(classes !== undefined && { classes }),
      ...(joints !== undefined && { joints }),
      train: data.train.ids.length,
      test: data.test.ids.length,
      height,
      width,
      channels,
      skipped: data.skipped.length,
      fingerprint: fingerprint(subject),
    },
    task: settings.task,
    settings: {
      network: learner.network,
      recipe: learner.recipe,
      epochs: learner.epochs ?? null,
      ...(learner.moduleWeight !== undefined && { moduleWeight: learner.moduleWeight }),
      strategies: settings.strategies,
      pool: settings.pool,
      initial: settings.initial,
      batch: settings.batch,
      rounds: settings.rounds,
      trials: settings.trials,
      seed: settings.seed,
      test: settings.test,
      subset: settings.subset ?? null,
      ...(asksForPasses(plan) && { passes: settings.passes }),
      ...(asksFor(plan, "committee") && { committee: settings.committee }),
      provider: learner.provider,
      threads: learner.threads,
    },
    arms: reported,
    summary: summarise(reported, budgets, {
      poolShares: subject.countClasses && trials.map(({ pool }) => shares(subject.countClasses!(pool))),
      byAnnotations: settings.task !== "classification",
    }),
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
    curve: records.map(({ labels, annotations, metric, parts, figures, loss, ranking, classCounts }) => ({
      labels,
      annotations,
      metric,
      parts,
      figures,
      loss,
      ranking,
      ...(classCounts !== undefined && { classCounts }),
    })),
    picks: [initial, ...asked.map(({ picks }) => picks)],
    why: [[], ...asked.map(({ why }) => why)],
  };
}

function shares(counts: readonly number[]): number[] {
  const sum = counts.reduce((a, b) => a + b, 0);
  return counts.map((count) => count / sum);
}
