/** How a finished round is written in its file. */
import type { Task } from "@querent/core";
import type { FinishedRound, RankingScores, RoundRecord, Seconds } from "./round-record.ts";

/** A record of classification in the words of its own: it is older than the other tasks. */
interface ClassificationRecord {
  readonly trial: number;
  readonly arm: string;
  readonly round: number;
  readonly labels: number;
  readonly accuracy: number;
  readonly recall: readonly (number | null)[];
  readonly calibration: number;
  readonly loss: number;
  readonly ranking: RankingScores;
  readonly classCounts: readonly number[];
  readonly picks: readonly string[];
  readonly why: readonly string[];
}

type FiledRound = { readonly record: ClassificationRecord | RoundRecord; readonly seconds: Seconds };

/** The round as plain data for its file. */
export function roundToFile(task: Task, { record, seconds }: FinishedRound): FiledRound {
  if (task !== "classification") return { record, seconds };
  const { trial, arm, round, labels, metric, parts, figures, loss, ranking, classCounts, picks, why } =
    record;
  return {
    record: {
      trial,
      arm,
      round,
      labels,
      accuracy: metric,
      recall: parts,
      calibration: figures["calibration"]!,
      loss,
      ranking,
      classCounts: classCounts!,
      picks,
      why,
    },
    seconds,
  };
}

/** The round that a file holds. */
export function roundFromFile(task: Task, filed: unknown): FinishedRound {
  if (task !== "classification") return filed as FinishedRound;
  const { record, seconds } = filed as { readonly record: ClassificationRecord; readonly seconds: Seconds };
  const { accuracy, recall, calibration, ...same } = record;
  return {
    record: {
      ...same,
      annotations: record.labels,
      metric: accuracy,
      parts: recall,
      figures: { calibration },
    },
    seconds,
  };
}
