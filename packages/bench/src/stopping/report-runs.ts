/** Runs out of a replay's report, whose exam sets have to be drawn. */
import { examAccuracy, generator, keyFrom, split, type Key } from "@querent/core";
import type { ReportedDataset, ReportedSettings } from "@querent/replay";
import type { Run } from "./run.ts";

/** What is read of a report. */
export interface ReportOfReplay {
  readonly dataset: Pick<ReportedDataset, "name">;
  readonly settings: Pick<ReportedSettings, "batch">;
  readonly arms: readonly {
    readonly strategy: string;
    readonly trials: readonly {
      readonly curve: readonly { readonly labels: number; readonly metric: number }[];
    }[];
  }[];
}

const SAMPLES = 500;

/**
 * The arms and trials of a report. It holds how many of the test images each model got right and not which, so the exam
 * set is made up: each of its images is right with the chance of the test accuracy, in each round anew. That is harder on
 * the rules than a project, where the same images are asked of every model and differences between rounds are paired.
 */
export function reportRuns(report: ReportOfReplay, items: number, key: Key = keyFrom("report runs")): Run[] {
  return report.arms.flatMap(({ strategy, trials }) =>
    trials.map(({ curve }, trial) => ({
      arm: strategy,
      trial,
      batch: report.settings.batch,
      rounds: curve.map(({ labels, metric }) => {
        const draw = generator(split(key, strategy, trial, labels));
        const right = Array.from({ length: items }, () => (draw.uniform() < metric ? 1 : 0));
        const exam = examAccuracy(right, undefined, split(key, "draws"), { samples: SAMPLES });
        return { trained: labels, truth: metric, exam };
      }),
    })),
  );
}
