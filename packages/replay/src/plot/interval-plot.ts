/** Differences with their intervals, a row each, sorted: what many arms look like at a glance. */
import { at, escapeText } from "./markup.ts";
import { linearScale, paddedRange, ticks } from "./scale.ts";

/** One row. */
export interface IntervalRow {
  readonly title: string;
  readonly mean: number;
  readonly low: number | null;
  readonly high: number | null;
  readonly text: string; // the numbers in words
  readonly strong: boolean; // a corrected test finds it
}

/** The plot to draw. */
export interface IntervalPlot {
  readonly width: number;
  readonly title: string; // for a screen reader
  readonly label: string; // of the axis
  readonly rows: readonly IntervalRow[];
  readonly tick: (value: number) => string;
}

const ROW = 21;
const TOP = 26;
const BOTTOM = 34;

/** Rows in the order given, from the top; the line at zero is what they are compared with. */
export function intervalPlot({ width, title, label, rows, tick }: IntervalPlot): string {
  const left = 16 + 7.4 * Math.max(...rows.map((row) => row.title.length));
  const right = width - 16 - (width > 600 ? 6.6 * Math.max(...rows.map((row) => row.text.length)) : 0);
  const height = TOP + ROW * rows.length + BOTTOM;
  const x = linearScale(
    paddedRange([0, ...rows.flatMap(({ mean, low, high }) => [mean, low ?? mean, high ?? mean])]),
    [left, right],
  );
  const grid = ticks(...x.domain, Math.max(4, Math.round((right - left) / 80))).map(
    (value) =>
      `<line class="${value === 0 ? "axis" : "grid"}" x1="${at(x(value))}" x2="${at(x(value))}" y1="${TOP - 8}" y2="${height - BOTTOM}"/>` +
      `<text class="tick" x="${at(x(value))}" y="${height - BOTTOM + 18}" text-anchor="middle">${tick(value)}</text>`,
  );
  const lines = rows.map(({ title, mean, low, high, text, strong }, i) => {
    const y = TOP + ROW * i + ROW / 2;
    const colour = strong ? "var(--accent)" : "var(--soft)";
    const weight = strong ? ' font-weight="600"' : "";
    return (
      `<g class="series"><title>${escapeText(`${title}: ${text}`)}</title>` +
      `<text class="row" x="${at(left - 10)}" y="${y + 4}" text-anchor="end"${weight}>${escapeText(title)}</text>` +
      (low === null || high === null
        ? ""
        : `<line x1="${at(x(low))}" x2="${at(x(high))}" y1="${y}" y2="${y}" style="stroke:${colour}" stroke-width="2"/>`) +
      `<circle cx="${at(x(mean))}" cy="${y}" r="4" style="fill:${colour}"/>` +
      (width > 600
        ? `<text class="tick" x="${width}" y="${y + 4}" text-anchor="end"${weight}>${escapeText(text)}</text>`
        : "") +
      "</g>"
    );
  });
  return [
    `<svg class="plot intervals" viewBox="0 0 ${width} ${height}" role="img" xmlns="http://www.w3.org/2000/svg">`,
    `<title>${escapeText(title)}</title>`,
    `<text class="label" x="${at(left)}" y="12">${escapeText(label)}</text>`,
    ...grid,
    ...lines,
    "</svg>",
  ].join("\n");
}
