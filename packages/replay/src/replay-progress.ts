/** What a running replay tells. */

/** A training step was taken, or a round of an arm was finished. Trials and rounds count from 0. */
export type ReplayProgress = StepProgress | RoundProgress;

export interface StepProgress {
  readonly kind: "step";
  readonly trial: number;
  readonly arm: string; // the first of the arms that share the training
  readonly round: number;
  readonly labels: number;
  readonly step: number;
  readonly steps: number;
  readonly loss: number;
}

export interface RoundProgress extends Standing {
  readonly kind: "round";
  readonly trial: number;
  readonly trials: number;
  readonly arm: string;
  readonly round: number;
  readonly rounds: number; // the last round's number
  readonly labels: number;
  readonly metric: number;
  readonly resumed: boolean; // true when it was found in the journal
}

/** How far the whole replay has come. */
export interface Standing {
  readonly done: number; // rounds of arms
  readonly total: number;
  readonly secondsLeft: number | undefined; // undefined until some work was timed
}
