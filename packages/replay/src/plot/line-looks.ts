/** Which arms stand out in the plots of a report, and how each is drawn. */
import type { ReplaySummary } from "../report-types.ts";
import { armStyle } from "./arm-style.ts";
import type { PlotSeries } from "./line-plot.ts";

/** More arms than this cannot be told apart by colour. */
const MOST_IN_FULL = 8;
const LEADERS = 6;

/** True when only some arms of the report are drawn in colour. */
export function isCrowded({ arms }: Pick<ReplaySummary, "arms">): boolean {
  return arms.length > MOST_IN_FULL;
}

/**
 * Title, colour, dash and marker of every arm. In a crowded report the baseline and the six largest areas are drawn in
 * full, in colours of their own, the others as thin lines.
 */
export function lineLooks({ arms, baseline }: ReplaySummary): Omit<PlotSeries, "points">[] {
  const styles = arms.map(({ strategy }) => armStyle(strategy));
  if (!isCrowded({ arms }))
    return styles.map(({ title, dash, marker }, i) => ({ title, dash, marker, colour: `var(--arm-${i})` }));
  const leaders = arms
    .filter(({ strategy }) => strategy !== baseline)
    .toSorted((a, b) => b.area.mean - a.area.mean)
    .slice(0, LEADERS);
  return arms.map((arm, i) => {
    const { title, dash, marker } = styles[i];
    if (arm.strategy === baseline) return { title, dash, marker, colour: `var(--arm-${i})` };
    const rank = leaders.indexOf(arm);
    return rank >= 0
      ? { title, dash, marker, colour: `var(--top-${rank})` }
      : { title, dash, marker, colour: "var(--soft)", faint: true };
  });
}

/** What a crowded report says of its plots; nothing otherwise. */
export function crowdedNote(summary: ReplaySummary): string {
  if (!isCrowded(summary)) return "";
  const baseline = summary.baseline === null ? "" : `${armStyle(summary.baseline).title} and `;
  return ` Of ${summary.arms.length} arms ${baseline}the ${LEADERS} with the largest areas are drawn in colour; the others are thin lines that tell their names when the pointer rests on them.`;
}
