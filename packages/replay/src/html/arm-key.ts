/** The heading of an arm's row, with a piece of its line. */
import { armStyle } from "../plot/arm-style.ts";
import { markerShape } from "../plot/marker-shape.ts";

/** The arm's title and, as SVG, its colour, dash and marker. */
export function armKey(strategy: string, i: number): { readonly text: string; readonly key: string } {
  const { title, dash, marker } = armStyle(strategy);
  const dashed = dash === "" ? "" : ` stroke-dasharray="${dash}"`;
  const colour = `var(--arm-${i})`;
  return {
    text: title,
    key:
      `<svg class="key" viewBox="0 0 30 12" width="30" height="12" aria-hidden="true">` +
      `<path d="M0 6H30" style="stroke:${colour}" stroke-width="2.25"${dashed}/>` +
      `<path d="${markerShape(marker, 15, 6)}" style="fill:${colour}"/></svg>`,
  };
}
