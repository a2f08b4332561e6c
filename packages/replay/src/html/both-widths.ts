/** A plot for wide pages and for narrow ones. */
import type { LinePlot } from "../plot/line-plot.ts";

/** The plot drawn for 880 pixels and for 430; the page's style shows the one that fits, so that its words stay legible. */
export function bothWidths(
  height: number,
  draw: (size: Pick<LinePlot, "width" | "height">) => string,
): string {
  return (
    `<div class="broad">${draw({ width: 880, height })}</div>\n` +
    `<div class="slim">${draw({ width: 430, height: 320 })}</div>`
  );
}
