/** The learning curves of a replay as a plot. */
import type { ReplayReport } from "../report-types.ts";
import { wordsOf } from "../tasks/task-words.ts";
import { count, percent, percentTick, percentWithInterval } from "./in-figures.ts";
import { lineLooks } from "./line-looks.ts";
import { linePlot } from "./line-plot.ts";
import type { LinePlot } from "./line-plot.ts";

/** The metric on the test part over labels, with bands over trials and a line at what random reaches at the end. */
export function curvesPlot(
  { dataset, task, summary }: ReplayReport,
  size: Pick<LinePlot, "width" | "height">,
): string {
  const { budgets, target } = summary;
  const { metric: name, labels } = wordsOf(task);
  const looks = lineLooks(summary);
  return linePlot({
    ...size,
    title: `Test ${name} on ${dataset.name} by number of ${labels}, mean and 95 % interval over ${summary.trials} trials`,
    xLabel: labels,
    yLabel: `test ${name}, mean of ${summary.trials === 1 ? "1 trial" : `${summary.trials} trials`}`,
    series: summary.arms.map(({ metric }, i) => {
      const points = metric.map(({ mean, low, high }, round) => ({
        x: budgets[round],
        y: mean,
        low,
        high,
      }));
      return { ...looks[i], points };
    }),
    xTick: count,
    yTick: percentTick,
    describe: ({ x, y, low, high }) =>
      `${percentWithInterval({ mean: y, low, high })} after ${count(x)} ${labels}`,
    reference:
      target === null
        ? undefined
        : { y: target, label: `random after ${count(budgets[budgets.length - 1])}: ${percent(target)}` },
    yLimits: [0, 1],
    bands: true,
  });
}
