/** What one finished round of one arm leaves behind. */

/** Share of pairs of test images that a score orders as their true losses; null where it is undefined. */
export interface RankingScores {
  readonly module: number | null; // the loss prediction module; null when it was not trained
  readonly entropy: number | null;
  readonly margin: number | null;
}

/** How good a model is on the test part, in the words of its task (see `TaskWords`). */
export interface Tested {
  /** What curves show, in [0, 1]: accuracy, mAP@0.5, PCK@0.2. */
  readonly metric: number;
  /** Recall or average precision of each class, or PCK of each joint; null for one that no test image has. */
  readonly parts: readonly (number | null)[];
  /** Further figures by name, in [0, 1]; null where undefined. */
  readonly figures: Readonly<Record<string, number | null>>;
  readonly loss: number; // mean target loss of the test images
  readonly ranking: RankingScores;
}

/** The results of a round: nothing in it depends on time, and repeating the round gives it again. */
export interface RoundRecord extends Tested {
  readonly trial: number;
  readonly arm: string;
  readonly round: number;
  readonly labels: number; // images that the model was trained on
  readonly annotations: number; // what a person gave for them: labels, boxes or joints
  readonly classCounts?: readonly number[]; // (classes), of these annotations; none for joints
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

/** `six` of a value that may be undefined, which a report says as null. */
export function sixOrNull(value: number | undefined): number | null {
  return value === undefined ? null : six(value);
}
