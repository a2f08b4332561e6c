/** The sections of a report on the models: how well they rank losses, how calibrated they are, recall of each class. */
import { mean } from "@querent/core";
import { armStyle } from "../plot/arm-style.ts";
import { count, percent, percentWithInterval } from "../plot/in-figures.ts";
import { escapeText } from "../plot/markup.ts";
import { lineLooks } from "../plot/line-looks.ts";
import { linePlot } from "../plot/line-plot.ts";
import type { LinePlot, PlotSeries } from "../plot/line-plot.ts";
import type { Estimate, ReplayReport } from "../report-types.ts";
import { armKey } from "./arm-key.ts";
import { bothWidths } from "./both-widths.ts";
import { foldedTable, table } from "./table.ts";

const scores = ["module", "entropy", "margin"] as const;
const looks: Record<(typeof scores)[number], Pick<PlotSeries, "colour" | "dash" | "marker">> = {
  module: { colour: "var(--accent)", dash: "", marker: "circle" },
  entropy: { colour: "var(--soft)", dash: "", marker: "square" },
  margin: { colour: "var(--soft)", dash: "2 4", marker: "triangle" },
};

/** One panel an arm that trains the module: module, entropy and margin against the true losses of test images. */
export function rankingSection({ summary }: ReplayReport): string {
  const { budgets, arms } = summary;
  const withModule = arms.filter(({ ranking }) => ranking.some(({ module }) => module !== null));
  const small = withModule.length > 1;
  const panels = withModule.map((arm) =>
    figure(
      armStyle(arm.strategy).title,
      (small ? twoAbreast : bothWidths)(340, (size) =>
        linePlot({
          ...size,
          title: `Ranking accuracy by number of labels in the arm ${armStyle(arm.strategy).title}`,
          xLabel: "labels",
          yLabel: "pairs ordered as their true losses",
          series: scores.flatMap((score) => {
            const points = arm.ranking.flatMap(({ [score]: value }, round) =>
              value === null ? [] : [{ x: budgets[round], y: value.mean, low: value.low, high: value.high }],
            );
            return points.length === 0 ? [] : [{ title: score, ...looks[score], points }];
          }),
          ...shares,
          bands: true,
        }),
      ),
    ),
  );
  const rows = arms.flatMap((arm, i) =>
    scores
      .filter((score) => arm.ranking.every(({ [score]: value }) => value !== null))
      .map((score) => [
        { ...armKey(arm.strategy, i), text: `${armStyle(arm.strategy).title}: ${score}` },
        ...arm.ranking.map(({ [score]: value }) => percent((value as Estimate).mean)),
      ]),
  );
  if (rows.length === 0) return "";
  const numbers = small || withModule.length === 1 ? foldedTable : table;
  return `<section><h2>Does the module know what is hard?</h2>
<p>The share of pairs of test images that a score orders as their true losses: one half is chance. The module is worth its place where its line is above that of entropy and margin, which come free with any classifier.</p>
<div class="panels${small ? " two" : ""}">${panels.join("\n")}</div>
${numbers("Ranking accuracy, mean over trials", ["arm and score", ...budgets.map(count)], rows)}</section>`;
}

/** Calibration by round, and the recall of each class at the end. */
export function calibrationSection(report: ReplayReport): string {
  const { summary, dataset, arms } = report;
  const { budgets } = summary;
  const plot = bothWidths(320, (size) =>
    linePlot({
      ...size,
      title: "Expected calibration error by number of labels",
      xLabel: "labels",
      yLabel: "expected calibration error",
      series: summary.arms.map(({ calibration }, i) => ({
        ...lineLooks(summary)[i],
        points: calibration.map(({ mean: y, low, high }, round) => ({ x: budgets[round], y, low, high })),
      })),
      ...shares,
      bands: false,
    }),
  );
  const recall = dataset.classes.map((name, c) => [
    name,
    ...arms.map(({ trials }) => {
      const values = trials.map(({ curve }) => curve[curve.length - 1].recall[c]);
      return values.every((value) => value !== null) ? percent(mean(values)) : "\u2013";
    }),
  ]);
  return `<section><h2>Confidence and classes</h2>
<p>The gap between how sure the models are and how often they are right: lower is better. Means over trials, without their intervals.</p>
<figure>${plot}</figure>
${foldedTable(
  "Expected calibration error, mean and 95 % interval",
  ["labels", ...summary.arms.map(({ strategy }) => armStyle(strategy).title)],
  budgets.map((labels, round) => [
    count(labels),
    ...summary.arms.map(({ calibration }) => percentWithInterval(calibration[round])),
  ]),
)}
<details><summary>Recall of each class with all labels</summary>${table(
    `Share of each class\u2019s test images that are recognised after ${count(budgets[budgets.length - 1])} labels, mean over trials`,
    ["class", ...arms.map(({ strategy }) => armStyle(strategy).title)],
    recall,
  )}</details></section>`;
}

const shares: Pick<LinePlot, "xTick" | "yTick" | "describe" | "yLimits"> = {
  xTick: count,
  yTick: (value) => percent(value, Math.abs(value * 100 - Math.round(value * 100)) < 1e-9 ? 0 : 1),
  describe: ({ x, y, low, high }) =>
    `${percentWithInterval({ mean: y, low, high })} after ${count(x)} labels`,
  yLimits: [0, 1],
};

const twoAbreast: typeof bothWidths = (_, draw) => draw({ width: 430, height: 280 });

function figure(caption: string, content: string): string {
  return `<figure><figcaption>${escapeText(caption)}</figcaption>${content}</figure>`;
}
