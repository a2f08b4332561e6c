/**
 * A report in memory, and the shape of `report.json` but for what `reportData` writes in the words of classification.
 * Numbers carry six decimals; nothing depends on time or on where the data lie.
 */
import type { Task } from "@querent/core";
import type { RankingScores, Tested } from "./round-record.ts";

/** The version of the report's shape; it is part of what makes two replays the same. */
export const reportVersion = 1;

export interface ReplayReport {
  readonly version: typeof reportVersion;
  readonly dataset: ReportedDataset;
  readonly task: Task;
  readonly settings: ReportedSettings;
  readonly arms: readonly ReportedArm[];
  readonly summary: ReplaySummary;
}

export interface ReportedDataset {
  readonly name: string;
  readonly classes?: readonly string[]; // of classification and detection
  readonly joints?: readonly string[]; // of pose
  readonly train: number; // images
  readonly test: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly skipped: number; // files left out
  readonly fingerprint: string;
}

export interface ReportedSettings {
  readonly network: string;
  readonly recipe: string;
  readonly epochs: number | null; // null: the recipe's own
  readonly moduleWeight?: number; // where it is not the task's own
  readonly strategies: readonly string[];
  readonly pool: number;
  readonly initial: number;
  readonly batch: number;
  readonly rounds: number;
  readonly trials: number;
  readonly seed: number;
  readonly test: number;
  readonly subset: number | null; // null: each strategy's own
  readonly passes?: number; // dropout passes, where a strategy needs them
  readonly committee?: number; // models of a committee, where a strategy needs one
  readonly provider: string;
  readonly threads: number;
}

export interface ReportedArm {
  readonly strategy: string; // the arm's name
  readonly module: string | null; // the objective of the loss prediction module, null without it
  readonly subset: number | null; // share of the candidates looked at; null where the strategy looks at all by nature
  readonly trials: readonly ReportedTrial[];
}

export interface ReportedTrial {
  readonly seed: readonly (string | number)[]; // the path of the trial's key
  readonly curve: readonly ReportedPoint[];
  /** picks[0] is the initial set, picks[q] the answer to query q, each in the order drawn or picked. */
  readonly picks: readonly (readonly string[])[];
  /** why[q][i] is the reason of picks[q][i], for the first picks of each query. */
  readonly why: readonly (readonly string[])[];
}

/** A point of a curve: how good the model is (`metric`, `parts`, `figures`), and what its training set cost. */
export interface ReportedPoint extends Tested {
  readonly labels: number; // images
  readonly annotations: number; // what a person gave for them: labels, boxes or joints
  readonly classCounts?: readonly number[]; // (classes), of these annotations; none for joints
}

/** A mean over trials with its 95 % interval; low and high are null with a single trial. */
export interface Estimate {
  readonly mean: number;
  readonly low: number | null;
  readonly high: number | null;
}

/** A paired difference over trials; p is two-sided, pHolm corrected over its family of tests, null where not tested. */
export interface Difference extends Estimate {
  readonly p: number | null;
  readonly pHolm: number | null;
}

export interface AtBudget<T> {
  readonly labels: number;
  readonly value: T;
}

export interface ReplaySummary {
  readonly level: number;
  readonly trials: number;
  readonly budgets: readonly number[];
  readonly baseline: string | null; // "random" when it is among the arms
  readonly target: number | null; // mean accuracy of the baseline at the end
  readonly arms: readonly ArmSummary[];
  readonly moduleEffect: readonly ModuleEffect[];
  readonly poolShares?: readonly number[]; // (classes), of the annotations, mean over trials; none for joints
  /** The arm whose area beats that of every other arm; never named under five trials. */
  readonly winner: string | null;
}

export interface ArmSummary {
  readonly strategy: string;
  readonly metric: readonly Estimate[]; // (budgets)
  readonly area: Estimate;
  readonly final: Estimate;
  readonly versusBaseline: {
    readonly area: Difference; // corrected over the other arms
    readonly final: Difference; // corrected with `budgets`, of which it is the last
    readonly budgets: readonly Difference[]; // (budgets); round 0 is not tested; corrected over arms and budgets
  } | null;
  readonly labelsToTarget: {
    readonly labels: number | null; // where the mean curve reaches the target; null when it never does
    readonly trialsReached: number;
  } | null;
  readonly ranking: readonly { readonly [K in keyof RankingScores]: Estimate | null }[]; // (budgets)
  /** The further figures by name: (budgets), null where one of the trials has none. */
  readonly figures: Readonly<Record<string, readonly (Estimate | null)[]>>;
  readonly classBalance?: {
    readonly shares: readonly number[]; // (classes), of all labels at the end, mean over trials
    readonly distance: Estimate; // total variation from the pool's shares, in [0, 1]
  };
  /** The curve by what a person gives; none for classification, where an image is one annotation. */
  readonly byAnnotations?: {
    readonly spent: readonly Estimate[]; // (budgets), annotations
    /** Mean metric over the annotations that every arm of the trial has gone through. */
    readonly area: Estimate;
    readonly versusBaseline: Difference | null; // of the areas, corrected over the other arms
  };
}

/** What training with the module does to a model, and what picking by it adds; differences of the metric. */
export interface ModuleEffect {
  readonly objective: string;
  readonly training: { readonly area: Difference; readonly final: Difference } | null; // random+module - random
  readonly picking: { readonly area: Difference; readonly final: Difference } | null; // learning-loss - random+module
}
