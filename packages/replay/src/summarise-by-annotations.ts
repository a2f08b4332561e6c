/** The statistics of curves by what a person gives, where images have unlike numbers of boxes or joints. */
import { areaUnderBudgetCurve } from "@querent/core";
import { differenceOf, estimateOf, holmCorrected } from "./estimate.ts";
import type { ArmSummary, ReportedArm, ReportedTrial } from "./report-types.ts";

type ByAnnotations = NonNullable<ArmSummary["byAnnotations"]>;

/**
 * For each arm what it spent at each round, and the mean metric over the annotations that every arm of the same trial
 * has gone through: from those of the common start to the fewest that any arm ended with, by straight lines between
 * rounds. So an arm that asks for crowded images is judged on what it had bought by then. An arm that has no curve over
 * that range (no arm spent anything after the start) is judged by its metric at the start.
 */
export function summariseByAnnotations(
  arms: readonly ReportedArm[],
  baseline: ReportedArm | undefined,
): ByAnnotations[] {
  const ranges = arms[0].trials.map(({ curve }, trial) => {
    const last = arms.map((arm) => arm.trials[trial].curve.at(-1)!.annotations);
    return [curve[0].annotations, Math.min(...last)] as const;
  });
  const areas = new Map(
    arms.map((arm) => [arm, arm.trials.map((trial, t) => areaWithin(trial, ...ranges[t]))]),
  );
  const others = arms.filter((arm) => arm !== baseline);
  const differences =
    baseline === undefined
      ? []
      : holmCorrected(others.map((arm) => differenceOf(areas.get(arm)!, areas.get(baseline)!)));
  return arms.map((arm) => ({
    spent: arm.trials[0].curve.map((_, round) =>
      estimateOf(arm.trials.map(({ curve }) => curve[round].annotations)),
    ),
    area: estimateOf(areas.get(arm)!),
    versusBaseline: differences[others.indexOf(arm)] ?? null,
  }));
}

/** The mean metric between two numbers of annotations. Rounds that cost nothing keep the last metric they came to. */
function areaWithin({ curve }: ReportedTrial, from: number, to: number): number {
  const rising = curve.filter(
    ({ annotations }, i) => i === curve.length - 1 || curve[i + 1].annotations > annotations,
  );
  if (to <= from) return rising[0].metric;
  const inside = rising
    .filter(({ annotations }) => annotations > from && annotations < to)
    .map(({ annotations, metric }) => ({ labels: annotations, metric }));
  return areaUnderBudgetCurve([
    { labels: from, metric: metricAt(rising, from) },
    ...inside,
    { labels: to, metric: metricAt(rising, to) },
  ]);
}

function metricAt(curve: ReportedTrial["curve"], annotations: number): number {
  const after = curve.findIndex((point) => point.annotations >= annotations);
  const next = curve[after];
  if (after === 0 || next.annotations === annotations) return next.metric;
  const before = curve[after - 1];
  const share = (annotations - before.annotations) / (next.annotations - before.annotations);
  return before.metric + share * (next.metric - before.metric);
}
