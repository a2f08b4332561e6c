/** The statistics of a replay: means, intervals, paired differences, corrected tests. */
import { areaUnderBudgetCurve, holm, labelsToReach, mean, pairedInterval } from "@querent/core";
import { parseArm } from "./arm.ts";
import { differenceOf, estimateOf, holmCorrected, level } from "./estimate.ts";
import type {
  ArmSummary,
  Estimate,
  ModuleEffect,
  ReplaySummary,
  ReportedArm,
  ReportedPoint,
} from "./report-types.ts";
import { six } from "./round-record.ts";
import { summariseByAnnotations } from "./summarise-by-annotations.ts";

/** Fewer trials than this name no winner. */
export const trialsForWinner = 5;
const significance = 0.05;

/** What a summary takes from the task. */
export interface SummaryDetails {
  /** poolShares[t][c] is the share of class c among the annotations of the pool of trial t; none where there is no class. */
  readonly poolShares?: readonly (readonly number[])[];
  /** Curves are summarised by annotations too: images have unlike numbers of them. */
  readonly byAnnotations: boolean;
}

/** Summarises the arms' curves, all over the same budgets and trials. */
export function summarise(
  arms: readonly ReportedArm[],
  budgets: readonly number[],
  { poolShares, byAnnotations }: SummaryDetails,
): ReplaySummary {
  const trials = arms[0].trials.length;
  const baseline = arms.find(({ strategy }) => strategy === "random");
  const target = baseline === undefined ? null : mean(atBudget(baseline, budgets.length - 1));
  const others = arms.filter((arm) => arm !== baseline);
  const versus = baseline === undefined ? undefined : compare(others, baseline, budgets);
  const annotated = byAnnotations ? summariseByAnnotations(arms, baseline) : undefined;
  return {
    level,
    trials,
    budgets,
    baseline: baseline?.strategy ?? null,
    target: target === null ? null : six(target),
    arms: arms.map((arm, i) => ({
      ...summariseArm(arm, budgets, target, versus?.get(arm) ?? null),
      ...(poolShares !== undefined && { classBalance: classBalance(arm, poolShares) }),
      ...(annotated !== undefined && { byAnnotations: annotated[i] }),
    })),
    moduleEffect: moduleEffects(arms, budgets),
    ...(poolShares !== undefined && {
      poolShares: poolShares[0].map((_, c) => six(mean(poolShares.map((shares) => shares[c])))),
    }),
    winner: trials < trialsForWinner ? null : winnerOf(arms),
  };
}

function summariseArm(
  arm: ReportedArm,
  budgets: readonly number[],
  target: number | null,
  versusBaseline: ArmSummary["versusBaseline"],
): ArmSummary {
  const metric = budgets.map((_, round) => estimateOf(atBudget(arm, round)));
  const meanCurve = budgets.map((labels, round) => ({ labels, metric: mean(atBudget(arm, round)) }));
  return {
    strategy: arm.strategy,
    metric,
    area: estimateOf(areas(arm)),
    final: metric[metric.length - 1],
    versusBaseline,
    labelsToTarget:
      target === null
        ? null
        : {
            labels: nullable(labelsToReach(meanCurve, target), six),
            trialsReached: arm.trials.filter(({ curve }) => curve.some(({ metric }) => metric >= target))
              .length,
          },
    ranking: budgets.map((_, round) => {
      const of = (name: keyof ReportedPoint["ranking"]): Estimate | null =>
        estimateOfAll(arm.trials.map(({ curve }) => curve[round].ranking[name]));
      return { module: of("module"), entropy: of("entropy"), margin: of("margin") };
    }),
    figures: Object.fromEntries(
      Object.keys(arm.trials[0].curve[0].figures).map((name) => [
        name,
        budgets.map((_, round) => estimateOfAll(arm.trials.map(({ curve }) => curve[round].figures[name]))),
      ]),
    ),
  };
}

/** The estimate of values that every trial has; null when one has none. */
function estimateOfAll(values: readonly (number | null)[]): Estimate | null {
  return values.every((value) => value !== null) ? estimateOf(values) : null;
}

function classBalance(
  arm: ReportedArm,
  poolShares: readonly (readonly number[])[],
): NonNullable<ArmSummary["classBalance"]> {
  const shares = arm.trials.map(({ curve }) => {
    const counts = curve[curve.length - 1].classCounts!;
    const sum = counts.reduce((a, b) => a + b, 0);
    return counts.map((count) => (sum === 0 ? 0 : count / sum)); // images without a box have no shares
  });
  return {
    shares: shares[0].map((_, c) => six(mean(shares.map((share) => share[c])))),
    distance: estimateOf(
      shares.map((share, t) => share.reduce((sum, s, c) => sum + Math.abs(s - poolShares[t][c]), 0) / 2),
    ),
  };
}

/** Each arm against the baseline: one family of tests for the areas, one for every budget of every arm. */
function compare(
  others: readonly ReportedArm[],
  baseline: ReportedArm,
  budgets: readonly number[],
): Map<ReportedArm, NonNullable<ArmSummary["versusBaseline"]>> {
  const area = holmCorrected(others.map((arm) => differenceOf(areas(arm), areas(baseline))));
  const rounds = budgets.slice(1).map((_, i) => i + 1);
  const tested = holmCorrected(
    others.flatMap((arm) =>
      rounds.map((round) => differenceOf(atBudget(arm, round), atBudget(baseline, round))),
    ),
  );
  return new Map(
    others.map((arm, i) => {
      const start = { ...differenceOf(atBudget(arm, 0), atBudget(baseline, 0)), p: null };
      const later = tested.slice(i * rounds.length, (i + 1) * rounds.length);
      return [arm, { area: area[i], final: later[later.length - 1], budgets: [start, ...later] }];
    }),
  );
}

/** `random+module` - `random` is what training does, `learning-loss` - `random+module` what picking does. */
function moduleEffects(arms: readonly ReportedArm[], budgets: readonly number[]): ModuleEffect[] {
  const last = budgets.length - 1;
  const named = (base: string, objective: string | undefined): ReportedArm | undefined =>
    arms.find(({ strategy }) => {
      const arm = parseArm(strategy);
      return arm.strategy.name === base && arm.module === objective;
    });
  const between = (a: ReportedArm | undefined, b: ReportedArm | undefined): ModuleEffect["training"] =>
    a === undefined || b === undefined
      ? null
      : {
          area: differenceOf(areas(a), areas(b)),
          final: differenceOf(atBudget(a, last), atBudget(b, last)),
        };
  return ["ranking", "mse"]
    .map((objective) => ({
      objective,
      training: between(named("random", objective), named("random", undefined)),
      picking: between(named("learning-loss", objective), named("random", objective)),
    }))
    .filter(({ training, picking }) => training !== null || picking !== null);
}

/** The arm of the largest mean area, if its paired difference to each other arm is above zero at 5 %, Holm-corrected. */
function winnerOf(arms: readonly ReportedArm[]): string | null {
  if (arms.length < 2) return null;
  const [best, ...rest] = [...arms].sort((a, b) => mean(areas(b)) - mean(areas(a)));
  const p = holm(rest.map((arm) => pairedInterval(areas(best), areas(arm)).pValue));
  const isAhead = rest.every((arm, i) => p[i] < significance && mean(areas(best)) > mean(areas(arm)));
  return isAhead ? best.strategy : null;
}

function areas({ trials }: ReportedArm): number[] {
  return trials.map(({ curve }) => areaUnderBudgetCurve(curve));
}

function atBudget({ trials }: ReportedArm, round: number): number[] {
  return trials.map(({ curve }) => curve[round].metric);
}

function nullable(value: number | undefined, then: (value: number) => number): number | null {
  return value === undefined ? null : then(value);
}
