/** The text of a progress line: bar, share, time left. */
import { inWords } from "@querent/replay";

/** `████░░░░  42 %  3 min left  what is being done` */
export function progressLine(
  share: number,
  secondsLeft: number | undefined,
  what: string,
  width = 24,
): string {
  const bounded = Math.min(1, Math.max(0, share));
  const filled = Math.round(bounded * width);
  const bar = "█".repeat(filled) + "░".repeat(width - filled);
  const left = secondsLeft === undefined ? "" : `  ${inWords(secondsLeft)} left`;
  return `${bar} ${String(Math.floor(bounded * 100)).padStart(3)} %${left}  ${what}`;
}
