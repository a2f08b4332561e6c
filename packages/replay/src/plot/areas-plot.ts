/** The paired differences of all arms from random over the whole budget, as a plot. */
import type { ReplayReport } from "../report-types.ts";
import { wordsOf } from "../tasks/task-words.ts";
import { armStyle } from "./arm-style.ts";
import { count, isDecided, points, pointsWithInterval } from "./in-figures.ts";
import { intervalPlot } from "./interval-plot.ts";

/** Sorted by area, largest first; undefined when the report has no baseline. */
export function areasPlot({ dataset, task, summary }: ReplayReport, width: number): string | undefined {
  const { arms, budgets, baseline } = summary;
  const { metric, labels } = wordsOf(task);
  const rows = arms
    .flatMap(({ strategy, versusBaseline }) =>
      versusBaseline === null ? [] : [{ strategy, area: versusBaseline.area }],
    )
    .toSorted((a, b) => b.area.mean - a.area.mean)
    .map(({ strategy, area }) => ({
      title: armStyle(strategy).title,
      mean: area.mean,
      low: area.low,
      high: area.high,
      text: pointsWithInterval(area, 2),
      strong: isDecided(area),
    }));
  if (baseline === null || rows.length === 0) return undefined;
  return intervalPlot({
    width,
    title: `Area under the learning curve on ${dataset.name}, difference from random with its 95 % interval`,
    label: `points of mean ${metric} between ${count(budgets[0])} and ${count(budgets[budgets.length - 1])} ${labels}, above ${armStyle(baseline).title}`,
    rows,
    tick: (value) => points(value, Math.abs(value * 100 - Math.round(value * 100)) < 1e-9 ? 0 : 1),
  });
}
