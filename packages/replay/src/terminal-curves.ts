/** The learning curves and a short table for a terminal. */
import { brailleCanvas } from "./braille-canvas.ts";
import { headline, verdict } from "./headline.ts";
import { armStyle } from "./plot/arm-style.ts";
import { count, percent, pointsWithInterval, probability, withHalfWidth } from "./plot/in-figures.ts";
import { linearScale, paddedRange, spreadApart, ticks } from "./plot/scale.ts";
import type { ReplayReport, ReplaySummary } from "./report-types.ts";
import { wordsOf } from "./tasks/task-words.ts";

/** The terminal it is for. */
export interface TerminalShape {
  readonly columns: number;
  /** Colours of the 256; see `wantsColour`. */
  readonly colour: boolean;
}

/** True when a stream shows colours: a terminal, not called dumb, and NO_COLOR (https://no-color.org) unset or empty. */
export function wantsColour(isTerminal: boolean, env: Readonly<Record<string, string | undefined>>): boolean {
  return isTerminal && env["TERM"] !== "dumb" && (env["NO_COLOR"] ?? "") === "";
}

const axisWidth = 7;
const plotRows = 14;
const leastColumns = 40;

/** The headline, the curves of the mean metric with their names at the end, and a table; no line is wider than asked for. */
export function terminalCurves(
  report: Pick<ReplayReport, "task" | "summary">,
  { columns, colour }: TerminalShape,
): string {
  const { task, summary } = report;
  const { labels } = wordsOf(task);
  const width = Math.max(leastColumns, Math.min(columns, 110));
  return [
    ...wrap(headline(report), width),
    "",
    ...plot(summary, labels, width, colour),
    "",
    ...summaryTable(summary, width, colour),
    "",
    ...wrap(verdict(summary), width),
  ]
    .map((line) => line.trimEnd())
    .join("\n")
    .replaceAll("\u202f", " "); // a terminal's font may lack the narrow space
}

function plot({ arms, budgets }: ReplaySummary, labels: string, width: number, colour: boolean): string[] {
  const styles = arms.map(({ strategy }) => armStyle(strategy));
  const room = Math.min(Math.max(...styles.map(({ title }) => title.length)) + 2, Math.floor(width / 3));
  const canvas = brailleCanvas(width - axisWidth - 1 - room, plotRows);
  const [low, high] = paddedRange(arms.flatMap(({ metric }) => metric.map(({ mean }) => mean)));
  const x = linearScale([budgets[0], budgets[budgets.length - 1]], [0, 2 * canvas.cols - 1]);
  const y = linearScale([low, high], [4 * plotRows - 1, 0]);
  arms.forEach(({ metric }, i) => {
    for (let round = 1; round < metric.length; round += 1)
      canvas.line(
        x(budgets[round - 1]),
        y(metric[round - 1].mean),
        x(budgets[round]),
        y(metric[round].mean),
        styles[i].ansi,
      );
  });
  const names = namesByRow(
    arms.map(({ final }) => y(final.mean) / 4),
    styles.map(({ title, ansi }) => paint(fit(title, room - 2), ansi, colour)),
  );
  const marks = new Map(ticks(low, high, 5).map((value) => [Math.floor(y(value) / 4), percent(value, 1)]));
  const lines = Array.from({ length: plotRows }, (_, row) => {
    const dots = canvas
      .row(row)
      .map(({ character, colour: ansi }) => paint(character, ansi, colour && ansi > 0));
    return `${(marks.get(row) ?? "").padStart(axisWidth)}\u2502${dots.join("")}  ${names.get(row) ?? ""}`;
  });
  const first = count(budgets[0]);
  const last = `${count(budgets[budgets.length - 1])} ${labels}`;
  lines.push(`${" ".repeat(axisWidth)}\u2514${"\u2500".repeat(canvas.cols)}`);
  lines.push(`${" ".repeat(axisWidth + 1)}${first}${last.padStart(canvas.cols - first.length)}`);
  return lines;
}

/** Each name on a row of its own, as near to its line's end as there is room; with more names than rows some share. */
function namesByRow(ends: readonly number[], names: readonly string[]): Map<number, string> {
  const spread = spreadApart(ends, 1, 0, plotRows - 1);
  const rows = new Map<number, string>();
  names.forEach((name, i) => {
    const row = Math.max(0, Math.min(plotRows - 1, Math.round(spread[i])));
    const there = rows.get(row);
    rows.set(row, there === undefined ? name : `${there}, ${name}`);
  });
  return rows;
}

function summaryTable({ arms, trials }: ReplaySummary, width: number, colour: boolean): string[] {
  const tested = trials > 1;
  const head = ["", "final", "area \u2212 random, points", ...(tested ? ["p"] : []), "labels to target"];
  const rows = arms.map(({ strategy, final, versusBaseline, labelsToTarget }) => [
    armStyle(strategy).title,
    withHalfWidth(final),
    versusBaseline === null ? "\u2013" : pointsWithInterval(versusBaseline.area, 2),
    ...(tested ? [probability(versusBaseline?.area.pHolm ?? null)] : []),
    labelsToTarget === null
      ? "\u2013"
      : labelsToTarget.labels === null
        ? "not reached"
        : count(labelsToTarget.labels),
  ]);
  // Columns leave from the right, but the first two stay, until the rest fits.
  let shown = head.length;
  const widthOf = (c: number): number => Math.max(...[head, ...rows].map((row) => row[c].length));
  const total = (n: number): number =>
    head.slice(0, n).reduce((sum, _, c) => sum + widthOf(c) + (c > 0 ? 3 : 0), 0);
  while (shown > 2 && total(shown) > width) shown -= 1;
  const line = (row: readonly string[]): string =>
    row
      .slice(0, shown)
      .map((cell, c) => (c === 0 ? cell.padEnd(widthOf(c)) : cell.padStart(widthOf(c))))
      .join("   ");
  return [
    line(head),
    "\u2500".repeat(total(shown)),
    ...rows.map((row, i) => {
      const text = line(row);
      const name = row[0].length;
      return paint(text.slice(0, name), armStyle(arms[i].strategy).ansi, colour) + text.slice(name);
    }),
  ];
}

function paint(text: string, ansi: number, colour: boolean): string {
  return colour ? `\u001b[38;5;${ansi}m${text}\u001b[39m` : text;
}

function fit(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, Math.max(1, width - 1))}\u2026`;
}

function wrap(text: string, width: number): string[] {
  const lines = [""];
  for (const word of text.split(" ")) {
    const last = lines.length - 1;
    if (lines[last] === "") lines[last] = word;
    else if (lines[last].length + 1 + word.length <= width) lines[last] += ` ${word}`;
    else lines.push(word);
  }
  return lines;
}
