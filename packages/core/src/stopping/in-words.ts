/** The words in which stopping rules give figures. */

import { shortNumber } from "../strategies/shared/grouped.ts";
import type { Task } from "../strategies/tasks.ts";

const FIGURES: Readonly<Record<Task, string>> = { classification: "accuracy", detection: "mAP", pose: "PCK" };

/** What the figure of a task is called. */
export function figureOf(task: Task): string {
  return FIGURES[task];
}

/** A share in percent with one decimal: 0.8512 becomes "85.1 %". */
export function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

/** A difference of shares in points with one decimal and its sign. */
export function points(difference: number): string {
  const text = (100 * difference).toFixed(1);
  return Number(text) === 0 ? "0.0" : Number(text) > 0 ? `+${text}` : text;
}

/** A threshold in points, as it was given. */
export function plainPoints(difference: number): string {
  return `${shortNumber(100 * difference)} ${difference === 0.01 ? "point" : "points"}`;
}
