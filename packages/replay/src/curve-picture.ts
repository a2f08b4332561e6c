/** The plots of a report alone, as pictures. */
import { colourRules, plotRules } from "./plot/arm-colours.ts";
import { areasPlot } from "./plot/areas-plot.ts";
import { curvesPlot } from "./plot/curves-plot.ts";
import type { ReplayReport } from "./report-types.ts";

const width = 880;
const height = 460;
const margin = 20;

/** The curves as a stand-alone SVG file of 920 x 500 pixels, light or dark as the viewer prefers. */
export function curvePicture(report: ReplayReport): string {
  return picture(report, curvesPlot(report, { width, height }), height);
}

/** The differences of the areas from random, likewise; undefined without random. */
export function areasPicture(report: ReplayReport): string | undefined {
  const plot = areasPlot(report, width);
  if (plot === undefined) return undefined;
  const [, high] = /viewBox="0 0 \d+ (\d+)"/.exec(plot)!;
  return picture(report, plot, Number(high));
}

function picture(report: ReplayReport, content: string, height: number): string {
  const size = [width + 2 * margin, height + 2 * margin];
  const style = `<style>${colourRules(report.settings.strategies)}${plotRules}.paper{fill:var(--paper)}</style>`;
  const paper = `<rect class="paper" width="${size[0]}" height="${size[1]}"/>`;
  const plot = content.replace(
    "<svg ",
    `<svg x="${margin}" y="${margin}" width="${width}" height="${height}" `,
  );
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${size[0]}" height="${size[1]}" viewBox="0 0 ${size.join(" ")}">\n` +
    `${style}\n${paper}\n${plot}\n</svg>\n`
  );
}
