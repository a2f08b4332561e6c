/** What one finished round of one arm leaves behind. */

/** Share of pairs of test images that a score orders as their true losses; null where it is undefined. */
export interface RankingScores {
  readonly module: number | null; // the loss prediction module; null when it was not trained
  readonly entropy: number | null;
  readonly margin: number | null;
}

/** The results of a round: nothing in it depends on time, and repeating the round gives it again. */
export interface RoundRecord {
  readonly trial: number;
  readonly arm: string;
  readonly round: number;
  readonly labels: number;
  readonly accuracy: number; // on the test part, in [0, 1]
  readonly recall: readonly (number | null)[]; // (classes); null for a class without test images
  readonly calibration: number; // expected calibration error, in [0, 1]
  readonly loss: number; // mean cross entropy on the test part, nats
  readonly ranking: RankingScores;
  readonly classCounts: readonly number[]; // (classes), of the labelled set the model was trained on
  readonly picks: readonly string[]; // ids asked for next, in order; none in the last round
  readonly why: readonly string[]; // the reasons of the first picks
}

/** The phases whose time is told. */
export const phases = ["train", "predict", "select", "evaluate"] as const;

/** Seconds of a round by phase; work shared by arms is counted once, in the first of them. */
export type Seconds = Readonly<Record<(typeof phases)[number], number>>;

/** A round as the journal keeps it. */
export interface FinishedRound {
  readonly record: RoundRecord;
  readonly seconds: Seconds;
}

/** How many picks of a query keep their reason. */
export const explainedPicks = 8;

/** Rounds to six decimals, which is what reports carry, so that a resumed replay computes from the same numbers. */
export function six(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}
