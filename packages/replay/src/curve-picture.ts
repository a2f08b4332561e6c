/** The learning curves alone, as a picture. */
import type { ReplayReport } from "./report-types.ts";
import { colourRules, plotRules } from "./plot/arm-colours.ts";
import { curvesPlot } from "./plot/curves-plot.ts";

/** A stand-alone SVG file, 880 x 460, light or dark as the viewer prefers. */
export function curvePicture(report: ReplayReport): string {
  const style = `<style>${colourRules(report.settings.strategies)}${plotRules}</style><rect width="100%" height="100%" style="fill:var(--paper)"/>`;
  const plot = curvesPlot(report, { width: 880, height: 460 });
  const from = plot.indexOf(">") + 1;
  return `${plot.slice(0, from).replace("<svg", '<svg width="880" height="460"')}\n${style}${plot.slice(from)}\n`;
}
