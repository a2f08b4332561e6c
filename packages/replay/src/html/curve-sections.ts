/** The sections of a report on the metric: curves, differences from random, areas, what the module does. */
import { armStyle } from "../plot/arm-style.ts";
import { curvesPlot } from "../plot/curves-plot.ts";
import {
  count,
  isDecided,
  percent,
  percentWithInterval,
  points,
  pointsWithInterval,
  probability,
  withHalfWidth,
} from "../plot/in-figures.ts";
import { linePlot } from "../plot/line-plot.ts";
import type { ArmSummary, Difference, ReplayReport } from "../report-types.ts";
import { areasPlot } from "../plot/areas-plot.ts";
import { crowdedNote, isCrowded, lineLooks } from "../plot/line-looks.ts";
import { escapeText, prose } from "../plot/markup.ts";
import { verdict } from "../headline.ts";
import { wordsOf } from "../tasks/task-words.ts";
import { armKey } from "./arm-key.ts";
import { bothWidths } from "./both-widths.ts";
import { foldedTable, table } from "./table.ts";
import type { Cell } from "./table.ts";

/** The learning curves. */
export function curvesSection(report: ReplayReport): string {
  const { budgets, arms, trials } = report.summary;
  const { told, metric: name, labels: unit } = wordsOf(report.task);
  return `<section><h2>Learning curves</h2>
<p>${escapeText(told)} on ${count(report.settings.test)} test images that are never trained on. ${trials > 1 ? `Lines are means over ${trials} trials, bands their 95 % intervals.` : "One trial, so there are no intervals."} All arms of a trial begin with the same ${count(budgets[0])} ${unit === "labels" ? "random labels" : "random images"}, and every model is trained afresh from the same weights. Resting the pointer on a line lifts it out and tells its numbers.${escapeText(crowdedNote(report.summary))}</p>
<figure>${bothWidths(460, (size) => curvesPlot(report, size))}</figure>
${foldedTable(
  `Test ${name}, mean and 95 % interval`,
  [unit, ...arms.map(({ strategy }) => armStyle(strategy).title)],
  budgets.map((labels, round) => [
    count(labels),
    ...arms.map(({ metric }) => percentWithInterval(metric[round])),
  ]),
)}</section>`;
}

/** The paired difference of each arm from random, with closer views of either half; nothing without random. */
export function differenceSection({ task, summary }: ReplayReport): string {
  const { budgets, arms } = summary;
  const { metric, labels: unit } = wordsOf(task);
  const compared = arms.flatMap((arm, i) =>
    arm.versusBaseline === null ? [] : [{ i, strategy: arm.strategy, budgets: arm.versusBaseline.budgets }],
  );
  if (compared.length === 0) return "";
  const middle = budgets[Math.floor((budgets.length - 1) / 2)];
  const last = budgets[budgets.length - 1];
  const views: [string, [number, number]][] = [[`all ${unit}`, [budgets[0], last]]];
  if (budgets.length >= 5) {
    views.push([`${count(budgets[0])} to ${count(middle)}`, [budgets[0], middle]]);
    views.push([`${count(middle)} to ${count(last)}`, [middle, last]]);
  }
  const plots = views.map(([name, xRange]) =>
    bothWidths(380, (size) =>
      linePlot({
        ...size,
        title: `Difference in test ${metric} from random, in points, ${name}`,
        xLabel: unit,
        yLabel: `points of ${metric} above random, paired by trial`,
        series: compared.map(({ i, budgets: differences }) => ({
          ...lineLooks(summary)[i],
          points: differences.map(({ mean, low, high }, round) => ({
            x: budgets[round],
            y: mean,
            low,
            high,
          })),
        })),
        xTick: count,
        yTick: (value) => points(value, Math.abs(value * 100 - Math.round(value * 100)) < 1e-9 ? 0 : 1),
        describe: ({ x, y, low, high }) =>
          `${pointsWithInterval({ mean: y, low, high })} after ${count(x)} ${unit}`,
        reference: { y: 0, name: "random" },
        xRange,
        bands: true,
      }),
    ),
  );
  const choices =
    views.length === 1
      ? ""
      : `<fieldset class="choice"><legend>Zoom</legend>${views
          .map(
            ([name], v) =>
              `<label><input type="radio" name="zoom" id="zoom-${v}"${v === 0 ? " checked" : ""}>${name}</label>`,
          )
          .join("")}</fieldset>`;
  return `<section class="zoomable"><h2>Difference from random</h2>
<p>Each arm against random in the same trial, from the same start: what the trials have in common cancels. A band that stays clear of zero is a difference at that budget alone; the table corrects for looking at all of them.</p>
${choices}${plots.map((plot, v) => `<figure class="view view-${v}">${plot}</figure>`).join("\n")}
${foldedTable(
  `Points of ${metric} above random with 95 % interval, and p corrected over all arms and budgets (Holm)`,
  [unit, ...compared.map(({ strategy }) => armStyle(strategy).title)],
  budgets.map((labels, round) => [
    count(labels),
    ...compared.map(({ budgets: differences }): Cell => {
      const difference = differences[round];
      const tested = difference.pHolm === null ? "" : `, p ${probability(difference.pHolm)}`;
      return { text: pointsWithInterval(difference) + tested, strong: isDecided(difference) };
    }),
  ]),
)}</section>`;
}

/** Areas, paired differences and labels needed, arm by arm. */
export function areasSection(report: ReplayReport): string {
  const { summary, arms: reported } = report;
  const { budgets, target } = summary;
  const { metric, labels: unit } = wordsOf(report.task);
  const last = budgets[budgets.length - 1];
  const area = (arm: ArmSummary): Cell[] => {
    const difference = arm.versusBaseline?.area;
    if (difference === undefined) return ["\u2013", "\u2013"];
    return [
      { text: pointsWithInterval(difference, 2), strong: isDecided(difference) },
      probability(difference.pHolm),
    ];
  };
  return `<section><h2>Over the whole budget</h2>
<p>${prose(verdict(summary) + subsetNote(reported))}</p>
${isCrowded(summary) ? figureOfAreas(report) : ""}${table(
    `Area under the learning curve (the mean ${metric} between ${count(budgets[0])} and ${count(last)} ${unit}), its paired difference from random in points, p corrected over the arms (Holm), and the ${unit} at which the mean curve reaches ${target === null ? "a target" : `the ${percent(target)} that random ends with`}`,
    ["arm", `final ${metric}`, "area", "area \u2212 random", "p", `${unit} to target`],
    byArea(summary).map(({ arm, i }) => [
      isCrowded(summary) ? armStyle(arm.strategy).title : armKey(arm.strategy, i),
      withHalfWidth(arm.final),
      withHalfWidth(arm.area),
      ...area(arm),
      labelsToTarget(arm, summary.baseline, last),
    ]),
  )}</section>`;
}

/** The arms with their places: as they were asked for, or largest area first where there are many. */
function byArea({ arms }: ReplayReport["summary"]): { arm: ArmSummary; i: number }[] {
  const placed = arms.map((arm, i) => ({ arm, i }));
  return isCrowded({ arms }) ? placed.toSorted((a, b) => b.arm.area.mean - a.arm.area.mean) : placed;
}

function figureOfAreas(report: ReplayReport): string {
  const [broad, slim] = [880, 430].map((width) => areasPlot(report, width));
  if (broad === undefined) return "";
  return `<figure><div class="broad">${broad}</div>\n<div class="slim">${slim}</div></figure>\n`;
}

/** Says which arms look at a random part of the pool only, because that is a difference between strategies too. */
function subsetNote(arms: ReplayReport["arms"]): string {
  const partial = arms.filter(({ subset }) => subset !== null && subset < 1);
  if (partial.length === 0) return "";
  const list = partial.map(({ strategy, subset }) => `${armStyle(strategy).title} (${percent(subset!, 0)})`);
  return ` Before each query these draw a random part of the unlabelled pool and look at nothing else: ${list.join(", ")}.`;
}

function labelsToTarget(
  { strategy, labelsToTarget }: ArmSummary,
  baseline: string | null,
  last: number,
): string {
  if (labelsToTarget === null) return "\u2013";
  const { labels } = labelsToTarget;
  if (labels === null) return "not reached";
  if (strategy === baseline) return count(labels);
  return `${count(labels)} (${points((labels - last) / last, 0)}\u202f%)`;
}

/** What training with the module does and what picking by it adds; nothing when the arms for it are not there. */
export function moduleSection({ task, summary }: ReplayReport): string {
  if (summary.moduleEffect.length === 0) return "";
  const row = (what: string, effect: { area: Difference; final: Difference } | null): Cell[][] =>
    effect === null
      ? []
      : [
          [
            what,
            pointsWithInterval(effect.area, 2),
            pointsWithInterval(effect.final, 2),
            probability(effect.area.p),
          ],
        ];
  return `<section><h2>What the loss prediction module does</h2>
<p>Training the module along changes the model itself. An arm that trains with the module but picks at random tells the effect of training from the effect of picking.</p>
${table(
  "Paired differences in points with 95 % interval; p is of the area and not corrected",
  ["comparison", "area", `final ${wordsOf(task).metric}`, "p"],
  summary.moduleEffect.flatMap(({ objective, training, picking }) => {
    const kind = objective === "ranking" ? "" : ` (${objective.toUpperCase()})`;
    return [
      ...row(`training with it${kind}: random + module \u2212 random`, training),
      ...row(`picking by it${kind}: learning loss \u2212 random + module`, picking),
    ];
  }),
)}</section>`;
}
