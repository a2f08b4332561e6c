/** A labelling project that was run to its end, as the stopping rules are judged on it. */
import type { ExamFigure, StoppingHistory } from "@querent/core";

/** One arm in one trial. */
export interface Run {
  readonly arm: string;
  readonly trial: number;
  readonly batch: number;
  readonly rounds: readonly RunRound[];
}

/** A round, with what no project knows: how good the model is on the whole test part. */
export interface RunRound {
  readonly trained: number;
  readonly truth: number;
  readonly exam: ExamFigure;
  readonly predicted?: Int32Array; // (stop set)
}

/** What a project knows after round r. */
export function historyUpTo({ rounds, batch }: Run, r: number): StoppingHistory {
  const known = rounds.slice(0, r + 1);
  return {
    task: "classification",
    rounds: known,
    labels: spentAt(known[r]),
    nextBatch: batch,
  };
}

/** The labels paid for up to a round, those of the exam set included. */
export function spentAt({ trained, exam }: RunRound): number {
  return trained + exam.items;
}
