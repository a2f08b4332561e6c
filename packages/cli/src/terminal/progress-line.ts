/** The text of a progress line: bar, share, time left. */

/** Seconds as a person says them: 45 s, 3 min 20 s, 1 h 05 min. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes} min ${String(whole % 60).padStart(2, "0")} s`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, "0")} min`;
}

/** `████░░░░  42 %  3 min 20 s left  what is being done` */
export function progressLine(
  share: number,
  secondsLeft: number | undefined,
  what: string,
  width = 24,
): string {
  const bounded = Math.min(1, Math.max(0, share));
  const filled = Math.round(bounded * width);
  const bar = "█".repeat(filled) + "░".repeat(width - filled);
  const left = secondsLeft === undefined ? "" : `  ${duration(secondsLeft)} left`;
  return `${bar} ${String(Math.floor(bounded * 100)).padStart(3)} %${left}  ${what}`;
}
