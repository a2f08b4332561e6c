/** Lines with interval bands, markers and labels at their ends, as SVG. */
import { at, escapeText } from "./markup.ts";
import { markerShape } from "./marker-shape.ts";
import type { Marker } from "./arm-style.ts";
import { linearScale, paddedRange, spreadApart, ticks } from "./scale.ts";
import type { Scale } from "./scale.ts";

/** One point; without an interval only the line is drawn there. */
export interface PlotPoint {
  readonly x: number;
  readonly y: number;
  readonly low: number | null;
  readonly high: number | null;
}

/** One line. `colour` is CSS, for instance "var(--arm-0)". */
export interface PlotSeries {
  readonly title: string;
  readonly colour: string;
  readonly dash: string;
  readonly marker: Marker;
  /** A thin line without band, markers and name at its end. */
  readonly faint?: boolean;
  readonly points: readonly PlotPoint[];
}

/** A dotted horizontal line, with a label above its beginning or a name at its end like that of a line. */
export interface Reference {
  readonly y: number;
  readonly label?: string;
  readonly name?: string;
}

/** A plot to draw. */
export interface LinePlot {
  readonly width: number; // of the view box, in CSS pixels at full size
  readonly height: number;
  readonly title: string; // for a screen reader
  readonly xLabel: string;
  readonly yLabel: string;
  readonly series: readonly PlotSeries[];
  /** Whether x is labelled where the points stand, as it is unless given, or at round numbers. */
  readonly xTicks?: "points" | "round";
  readonly xTick: (value: number) => string;
  readonly yTick: (value: number) => string;
  readonly describe: (value: PlotPoint) => string; // what a point says when the pointer rests on it
  readonly reference?: Reference;
  /** Only this range of x is shown, and y fits it. */
  readonly xRange?: readonly [number, number];
  /** Bands are cut off here, as an accuracy is at 0 and 1. */
  readonly yLimits?: readonly [number, number];
  readonly bands: boolean;
}

const top = 30;
const bottom = 46;
const left = 56;

/** The plot as one `<svg>` element, coloured by CSS variables: --ink, --soft, --rule, --paper and those of the series. */
export function linePlot(plot: LinePlot): string {
  const [xLow, xHigh] = plot.xRange ?? extent(plot.series.flatMap(({ points }) => points.map(({ x }) => x)));
  const shown = plot.series.map((line) => ({
    ...line,
    points: line.points.filter(({ x }) => x >= xLow && x <= xHigh),
  }));
  const x = linearScale([xLow, xHigh], [left, plot.width - labelRoom(plot)]);
  const y = linearScale(yRange(plot, shown), [plot.height - bottom, top]);
  const names = endLabels(shown, plot.reference, x, y);
  const id = `plot-${hash(plot.title + plot.width + xLow + xHigh)}`;
  return [
    `<svg class="plot" viewBox="0 0 ${plot.width} ${plot.height}" role="img" aria-labelledby="${id}" xmlns="http://www.w3.org/2000/svg">`,
    `<title id="${id}">${escapeText(plot.title)}</title>`,
    clip(`${id}-bands`, x, plot.height, 0),
    clip(`${id}-lines`, x, plot.height, 8), // with room for the markers
    axes(plot, x, y, xMarks(plot, shown, x)),
    plot.reference === undefined ? "" : reference(plot.reference, x, y),
    ...shown.map((line, i) =>
      [
        `<g class="series${line.faint === true ? " faint" : ""}">`,
        line.faint === true ? `<title>${escapeText(line.title)}</title>` : "",
        plot.bands && line.faint !== true ? `<g clip-path="url(#${id}-bands)">${band(line, x, y)}</g>` : "",
        `<g clip-path="url(#${id}-lines)">`,
        path(line, x, y),
        line.faint === true ? "" : markers(plot, line, x, y),
        "</g>",
        names[i],
        "</g>",
      ].join(""),
    ),
    names[shown.length] ?? "",
    "</svg>",
  ].join("\n");
}

/** The area of the axes with some room around it. */
function clip(id: string, x: Scale, height: number, room: number): string {
  const width = x(x.domain[1]) - left + 2 * room;
  return (
    `<clipPath id="${id}"><rect x="${left - room}" y="${top - room}" width="${at(width)}" ` +
    `height="${height - top - bottom + 2 * room}"/></clipPath>`
  );
}

/** Room for the leader and the longest name, at 9 pixels a letter: the bold 13-pixel face where it is widest. */
function labelRoom({ series, reference }: LinePlot): number {
  const named = series.filter(({ faint }) => faint !== true);
  return 24 + 9 * Math.max(...named.map(({ title }) => title.length), reference?.name?.length ?? 0);
}

function yRange(plot: LinePlot, shown: readonly PlotSeries[]): [number, number] {
  const values = shown.flatMap(({ points, faint }) =>
    points.flatMap(({ y, low, high }) =>
      plot.bands && faint !== true && low !== null && high !== null ? [y, low, high] : [y],
    ),
  );
  if (plot.reference !== undefined) values.push(plot.reference.y);
  const [low, high] = paddedRange(values);
  const [least, most] = plot.yLimits ?? [-Infinity, Infinity];
  return [Math.max(least, low), Math.min(most, high)];
}

function xMarks({ xTicks }: LinePlot, shown: readonly PlotSeries[], x: Scale): number[] {
  if (xTicks === "round") return ticks(...x.domain, Math.max(3, Math.round((x(x.domain[1]) - left) / 90)));
  return [...new Set(shown.flatMap(({ points }) => points.map((point) => point.x)))];
}

function axes(plot: LinePlot, x: Scale, y: Scale, xs: readonly number[]): string {
  const right = x(x.domain[1]);
  const rows = ticks(...y.domain, Math.max(5, Math.round((plot.height - top - bottom) / 55))).map(
    (value) =>
      `<line class="grid" x1="${left}" x2="${at(right)}" y1="${at(y(value))}" y2="${at(y(value))}"/>` +
      `<text class="tick" x="${left - 10}" y="${at(y(value) + 4)}" text-anchor="end">${plot.yTick(value)}</text>`,
  );
  const every = Math.ceil((xs.length * 44) / Math.max(1, right - left));
  const columns = xs
    .toSorted((a, b) => a - b)
    .filter((_, i) => (xs.length - 1 - i) % every === 0)
    .map(
      (value) =>
        `<text class="tick" x="${at(x(value))}" y="${plot.height - bottom + 20}" text-anchor="middle">${plot.xTick(value)}</text>`,
    );
  const floor = plot.height - bottom;
  return [
    ...rows,
    `<line class="axis" x1="${left}" x2="${at(right)}" y1="${floor}" y2="${floor}"/>`,
    ...columns,
    `<text class="label" x="${at((left + right) / 2)}" y="${plot.height - 6}" text-anchor="middle">${escapeText(plot.xLabel)}</text>`,
    `<text class="label" x="0" y="14">${escapeText(plot.yLabel)}</text>`,
  ].join("\n");
}

function band({ points, colour }: PlotSeries, x: Scale, y: Scale): string {
  const sound = points.filter(({ low, high }) => low !== null && high !== null);
  if (sound.length < 2) return "";
  const clamp = (value: number): number => Math.max(-1e4, Math.min(1e4, y(value)));
  const upper = sound.map((point) => `${at(x(point.x))},${at(clamp(point.high!))}`);
  const lower = sound.toReversed().map((point) => `${at(x(point.x))},${at(clamp(point.low!))}`);
  return `<polygon class="band" style="fill:${colour}" points="${[...upper, ...lower].join(" ")}"/>`;
}

function path({ points, colour, dash }: PlotSeries, x: Scale, y: Scale): string {
  const places = points.map((point) => `${at(x(point.x))},${at(y(point.y))}`).join(" ");
  const dashed = dash === "" ? "" : ` stroke-dasharray="${dash}"`;
  return `<polyline class="line" style="stroke:${colour}"${dashed} points="${places}"/>`;
}

function markers(plot: LinePlot, line: PlotSeries, x: Scale, y: Scale): string {
  const shapes = line.points.map(
    (point) =>
      `<path d="${markerShape(line.marker, x(point.x), y(point.y))}">` +
      `<title>${escapeText(`${line.title}: ${plot.describe(point)}`)}</title></path>`,
  );
  return `<g class="markers" style="fill:${line.colour}">${shapes.join("")}</g>`;
}

function reference({ y: value, label }: Reference, x: Scale, y: Scale): string {
  const place = at(y(value));
  const note = `<text class="note" x="${left + 6}" y="${at(y(value) - 7)}">${escapeText(label ?? "")}</text>`;
  return (
    `<line class="reference" x1="${left}" x2="${at(x(x.domain[1]))}" y1="${place}" y2="${place}"/>` +
    (label === undefined ? "" : note)
  );
}

/** Names at the end of the lines, moved apart where they would overlap, with a thin leader to the line's end. */
function endLabels(
  series: readonly PlotSeries[],
  reference: Reference | undefined,
  x: Scale,
  y: Scale,
): string[] {
  const named = series.filter(({ faint }) => faint !== true);
  const ends = named.map(({ title, colour, points }) => ({ title, colour, y: points[points.length - 1].y }));
  if (reference?.name !== undefined)
    ends.push({ title: reference.name, colour: "var(--soft)", y: reference.y });
  const spread = spreadApart(
    ends.map((end) => y(end.y)),
    17,
    y(y.domain[1]),
    y(y.domain[0]),
  );
  const from = x(x.domain[1]) + 8;
  const labels = ends.map(
    ({ title, colour, y: value }, i) =>
      `<path class="leader" style="stroke:${colour}" d="M${at(from)} ${at(y(value))}L${at(from + 12)} ${at(spread[i])}"/>` +
      `<text class="name" style="fill:${colour}" x="${at(from + 16)}" y="${at(spread[i] + 4)}">${escapeText(title)}</text>`,
  );
  let next = 0;
  return [
    ...series.map(({ faint }) => (faint === true ? "" : labels[next++])),
    ...labels.slice(named.length),
  ];
}

function extent(values: readonly number[]): [number, number] {
  return [Math.min(...values), Math.max(...values)];
}

/** A short name that tells the plots of one page apart. */
function hash(text: string): string {
  let value = 5381;
  for (let i = 0; i < text.length; i += 1) value = (Math.imul(value, 33) ^ text.charCodeAt(i)) >>> 0;
  return value.toString(36);
}
