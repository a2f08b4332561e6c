/** The result of a replay in sentences that are true of it. */
import { armTitle } from "./arm.ts";
import { count, isDecided, points, withHalfWidth } from "./plot/in-figures.ts";
import type { ArmSummary, ReplayReport, ReplaySummary } from "./report-types.ts";
import { isCrowded } from "./plot/line-looks.ts";
import { trialsForWinner } from "./summarise.ts";
import { wordsOf } from "./tasks/task-words.ts";

const MOST_NAMED = 8;

/**
 * The arm a report speaks of first: among more arms than can be shown in full that with the largest area; otherwise
 * learning loss, or else the first arm beside the baseline, or the baseline.
 */
export function leadingArm({ arms, baseline }: ReplaySummary): ArmSummary {
  const others = arms.filter(({ strategy }) => strategy !== baseline);
  if (isCrowded({ arms })) return others.reduce((best, arm) => (arm.area.mean > best.area.mean ? arm : best));
  return others.find(({ strategy }) => strategy === "learning-loss") ?? others[0] ?? arms[0];
}

/**
 * What the leading arm and random reach with all labels, and their paired difference, for instance "After 1,000 labels
 * learning loss reaches 84.1 % (± 0.6), random 83.0 % (± 0.5); paired difference +1.1 (+0.2 to +2.0)."
 */
export function headline({ task, summary }: Pick<ReplayReport, "task" | "summary">): string {
  const { budgets, arms, baseline } = summary;
  const { labels, articled } = wordsOf(task);
  const lead = leadingArm(summary);
  const random = arms.find(({ strategy }) => strategy === baseline);
  const largest = isCrowded(summary)
    ? `Of ${arms.length} arms ${armTitle(lead.strategy)} has the largest area, which chance helps it to. `
    : "";
  const reached = `${largest}After ${count(budgets[budgets.length - 1])} ${labels} ${armTitle(lead.strategy)} reaches ${articled}${withHalfWidth(lead.final)}`;
  if (random === undefined || lead.versusBaseline === null) return `${reached}.`;
  const { mean, low, high } = lead.versusBaseline.final;
  const interval = low === null || high === null ? "" : ` (${points(low)} to ${points(high)})`;
  const difference = low === null ? "difference" : "paired difference";
  return `${reached}, random ${withHalfWidth(random.final)}; ${difference} ${points(mean)}${interval}.`;
}

/** What the areas under the curves allow to be said, and what they do not. */
export function verdict({ trials, winner, arms, baseline }: ReplaySummary): string {
  const sentences: string[] = [];
  const compared = arms.filter(({ versusBaseline }) => versusBaseline !== null);
  if (trials < 2) sentences.push("One trial has no interval: the differences may be chance.");
  if (trials < trialsForWinner)
    sentences.push(
      `With ${trials} of at least ${trialsForWinner} trials no arm is called better than another.`,
    );
  else if (compared.length > 0) sentences.push(againstRandom(compared));
  if (baseline === null) sentences.push("Random is not among the arms, so nothing is measured against it.");
  if (winner !== null)
    sentences.push(`The largest area is that of ${armTitle(winner)}, ahead of every other arm.`);
  else if (trials >= trialsForWinner && arms.length > 1)
    sentences.push("No arm is ahead of every other one.");
  return sentences.join(" ");
}

function againstRandom(compared: readonly ArmSummary[]): string {
  const decided = (sign: 1 | -1): ArmSummary[] =>
    compared.filter(
      ({ versusBaseline }) => isDecided(versusBaseline!.area) && sign * versusBaseline!.area.mean > 0,
    );
  const above = decided(1);
  const below = decided(-1);
  const open = compared.filter((arm) => !above.includes(arm) && !below.includes(arm));
  const parts = [
    above.length > 0 ? `better than random: ${names(above)}` : "",
    below.length > 0 ? `worse than random: ${names(below)}` : "",
    open.length > 0
      ? `not told apart from random: ${open.length > MOST_NAMED ? `the other ${open.length}` : names(open)}`
      : "",
  ].filter((part) => part !== "");
  return `Over the whole budget, at 5 % and corrected for ${tests(compared.length)}, ${parts.join("; ")}.`;
}

function tests(n: number): string {
  return n === 1 ? "one test" : `${n} tests`;
}

function names(arms: readonly ArmSummary[]): string {
  return arms.map(({ strategy }) => armTitle(strategy)).join(", ");
}
