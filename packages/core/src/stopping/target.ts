/** The rule `target`: stop when the exam set shows that the target is reached. */

import type { ExamFigure } from "../exam/contract.ts";
import { intervalAt } from "../exam/interval-at.ts";
import { grouped } from "../strategies/shared/grouped.ts";
import { defineRule } from "./define-rule.ts";
import { figureOf, percent } from "./in-words.ts";

const MOST = 1e6; // exam images; beyond them no number is named

/**
 * Stops when the lower end of the last model's exam interval is at or above the target. Where the figure is above and
 * its lower end below, it cannot say, and names how many exam labels would do if the figure stays. The interval is that
 * of one look; a project that looks after every round stops too early somewhat more often than its level says.
 */
export const target = defineRule({
  name: "target",
  title: "Target reached",
  source:
    "The interval of the exam set: Wilson 1927, doi 10.1080/01621459.1927.10502953, or the bootstrap over groups",
  tasks: ["classification", "detection", "pose"],
  parameters: [
    {
      name: "target",
      type: "number",
      default: "auto",
      auto: "no target is set, and the rule advises nothing",
      min: 0,
      minExclusive: true,
      max: 1,
      help: "the share that the lower end of the exam interval has to reach",
    },
  ],
  advise({ task, rounds }, { target: wanted }) {
    if (wanted === "auto") return { stop: undefined, reason: "No target is set: give one." };
    const exam = rounds.at(-1)?.exam;
    if (exam === undefined)
      return { stop: undefined, reason: "The last model has no exam figure: label the exam set." };
    const { estimate, low, high, level } = exam;
    const facts = { estimate, low, high, target: wanted };
    const figure =
      `${figureOf(task)} on the ${grouped(exam.items)} images of the exam set is ${percent(estimate)} ` +
      `(${percent(low)} to ${percent(high)}, ${shortLevel(level)})`;
    if (low === high)
      return {
        stop: undefined,
        reason: `The ${figure}: every draw gives the same, so the interval says nothing. Label more of the exam set.`,
        facts,
      };
    const goal = `the target of ${percent(wanted)}`;
    if (low >= wanted) return { stop: true, reason: `The ${figure}: its lower end reaches ${goal}.`, facts };
    if (estimate < wanted) return { stop: false, reason: `The ${figure}, which is below ${goal}.`, facts };
    const needed = imagesFor(exam, wanted);
    const more =
      needed === undefined
        ? "no exam set of a size to be labelled would"
        : `an exam set of about ${grouped(needed)} images would, if the figure stays`;
    return {
      stop: undefined,
      reason: `The ${figure}: above ${goal}, but its lower end does not show it; ${more}.`,
      facts: needed === undefined ? facts : { ...facts, "exam images needed": needed },
    };
  },
});

function shortLevel(level: number): string {
  return `${Number((100 * level).toPrecision(3))} % interval`;
}

/** The fewest images with which the lower end would reach the target at the same figure; undefined beyond a million. */
function imagesFor(exam: ExamFigure, wanted: number): number | undefined {
  if (intervalAt(exam, MOST).low < wanted) return undefined;
  let short = exam.items;
  let enough = MOST;
  while (enough - short > 1) {
    const middle = Math.floor((short + enough) / 2);
    if (intervalAt(exam, middle).low >= wanted) enough = middle;
    else short = middle;
  }
  return enough;
}
