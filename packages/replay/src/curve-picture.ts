/** The learning curves alone, as a picture. */
import { colourRules, plotRules } from "./plot/arm-colours.ts";
import { curvesPlot } from "./plot/curves-plot.ts";
import type { ReplayReport } from "./report-types.ts";

const width = 880;
const height = 460;
const margin = 20;

/** A stand-alone SVG file of 920 x 500 pixels, light or dark as the viewer prefers. */
export function curvePicture(report: ReplayReport): string {
  const size = [width + 2 * margin, height + 2 * margin];
  const style = `<style>${colourRules(report.settings.strategies)}${plotRules}.paper{fill:var(--paper)}</style>`;
  const paper = `<rect class="paper" width="${size[0]}" height="${size[1]}"/>`;
  const plot = curvesPlot(report, { width, height }).replace(
    "<svg ",
    `<svg x="${margin}" y="${margin}" width="${width}" height="${height}" `,
  );
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${size[0]}" height="${size[1]}" viewBox="0 0 ${size.join(" ")}">\n` +
    `${style}\n${paper}\n${plot}\n</svg>\n`
  );
}
