/** The sections of a report on the models: how well they rank losses, further figures, each class or joint. */
import { mean } from "@querent/core";
import { armStyle } from "../plot/arm-style.ts";
import { count, percent, percentTick, percentWithInterval } from "../plot/in-figures.ts";
import { escapeText } from "../plot/markup.ts";
import { lineLooks } from "../plot/line-looks.ts";
import { linePlot } from "../plot/line-plot.ts";
import type { LinePlot, PlotSeries } from "../plot/line-plot.ts";
import type { Estimate, ReplayReport } from "../report-types.ts";
import { wordsOf } from "../tasks/task-words.ts";
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
export function rankingSection({ task, summary }: ReplayReport): string {
  const { budgets, arms } = summary;
  const { labels, learner } = wordsOf(task);
  const withModule = arms.filter(({ ranking }) => ranking.some(({ module }) => module !== null));
  const small = withModule.length > 1;
  const panels = withModule.map((arm) =>
    figure(
      armStyle(arm.strategy).title,
      (small ? twoAbreast : bothWidths)(340, (size) =>
        linePlot({
          ...size,
          title: `Ranking accuracy by number of ${labels} in the arm ${armStyle(arm.strategy).title}`,
          xLabel: labels,
          yLabel: "pairs ordered as their true losses",
          series: scores.flatMap((score) => {
            const points = arm.ranking.flatMap(({ [score]: value }, round) =>
              value === null ? [] : [{ x: budgets[round], y: value.mean, low: value.low, high: value.high }],
            );
            return points.length === 0 ? [] : [{ title: score, ...looks[score], points }];
          }),
          ...shares,
          describe: describe(labels),
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
<p>The share of pairs of test images that a score orders as their true losses: one half is chance. The module is worth its place where its line is above that of entropy and margin, which come free with any ${learner}.</p>
<div class="panels${small ? " two" : ""}">${panels.join("\n")}</div>
${numbers("Ranking accuracy, mean over trials", ["arm and score", ...budgets.map(count)], rows)}</section>`;
}

/** The further figures by round, the first of them drawn, and each class or joint at the end. */
export function figuresSection({ summary, dataset, task, arms }: ReplayReport): string {
  const { budgets } = summary;
  const { figures, parts, labels, confidence } = wordsOf(task);
  const titles = summary.arms.map(({ strategy }) => armStyle(strategy).title);
  const [drawn] = figures;
  const plot = bothWidths(320, (size) =>
    linePlot({
      ...size,
      title: `${drawn.title} by number of ${labels}`,
      xLabel: labels,
      yLabel: task === "classification" ? lowered(drawn.title) : drawn.title,
      series: summary.arms.map(({ figures: { [drawn.name]: values } }, i) => ({
        ...lineLooks(summary)[i],
        points: values.flatMap((value, round) =>
          value === null ? [] : [{ x: budgets[round], y: value.mean, low: value.low, high: value.high }],
        ),
      })),
      ...shares,
      describe: describe(labels),
      bands: false,
    }),
  );
  const rows = (dataset.classes ?? dataset.joints)!.map((name, c) => [
    name,
    ...arms.map(({ trials }) => {
      const values = trials.map(({ curve }) => curve[curve.length - 1].parts[c]);
      return values.every((value) => value !== null) ? percent(mean(values)) : "\u2013";
    }),
  ]);
  return `<section><h2>${confidence}</h2>
<p>${escapeText(drawn.told)} Means over trials, without their intervals.</p>
<figure>${plot}</figure>
${figures
  .map(({ name, title }) =>
    foldedTable(
      `${title}, mean and 95 % interval`,
      [labels, ...titles],
      budgets.map((budget, round) => [
        count(budget),
        ...summary.arms.map(({ figures: { [name]: values } }) => {
          const value = values[round];
          return value === null ? "\u2013" : percentWithInterval(value);
        }),
      ]),
      figures.length > 1 ? `${title} as a table` : undefined,
    ),
  )
  .join("\n")}
<details><summary>${escapeText(parts.summary)}</summary>${table(
    `${parts.caption} after ${count(budgets[budgets.length - 1])} ${labels}, mean over trials`,
    [parts.one, ...titles],
    rows,
  )}</details></section>`;
}

const lowered = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);

const shares: Pick<LinePlot, "xTick" | "yTick" | "yLimits"> = {
  xTick: count,
  yTick: percentTick,
  yLimits: [0, 1],
};

function describe(labels: string): LinePlot["describe"] {
  return ({ x, y, low, high }) =>
    `${percentWithInterval({ mean: y, low, high })} after ${count(x)} ${labels}`;
}

const twoAbreast: typeof bothWidths = (_, draw) => draw({ width: 430, height: 280 });

function figure(caption: string, content: string): string {
  return `<figure><figcaption>${escapeText(caption)}</figcaption>${content}</figure>`;
}
