/** The rule `plateau`: stop when the last rounds have gained next to nothing. */

import { positivePower } from "../array/positive-power.ts";
import { quantile } from "../statistics/bootstrap-mean.ts";
import { grouped } from "../strategies/shared/grouped.ts";
import { defineRule } from "./define-rule.ts";
import { figureOf, plainPoints, points } from "./in-words.ts";

const LEVEL = 0.9; // two-sided, so each end holds with 95 %
const FEWEST = 10; // groups that draws can be made from

/**
 * Compares the last model with that of k rounds before on the same exam items. With d their difference, and d_s that of
 * draw s of the groups with replacement, which is the same draw for both, the gain lies between the 5 % and the 95 %
 * quantiles of d_s; since models that differ on no image of g groups may still differ on 1 - 0.05^(1/g) of them (3/g, the
 * rule of three), the upper end is at least d + 1 - 0.05^(1/g). It stops when the upper end is below the gain asked for,
 * goes on when the lower end is above it, and otherwise names the exam set that would tell.
 */
export const plateau = defineRule({
  name: "plateau",
  title: "Plateau of the exam figure",
  source:
    "Paired bootstrap: Efron and Tibshirani 1993, An introduction to the bootstrap, 13.3; rule of three: Hanley and " +
    "Lippman-Hand 1983, doi 10.1001/jama.1983.03330370053031",
  tasks: ["classification", "detection", "pose"],
  parameters: [
    {
      name: "rounds",
      type: "integer",
      default: 3,
      min: 1,
      max: 100,
      help: "rounds whose gain is measured together",
    },
    {
      name: "gain",
      type: "number",
      default: 0.02,
      min: 0,
      minExclusive: true,
      max: 1,
      help: "the least share that these rounds together have to have gained",
    },
  ],
  advise({ task, rounds }, { rounds: back, gain }) {
    const last = rounds.at(-1)?.exam;
    const before = rounds.at(-1 - back)?.exam;
    if (last === undefined || before === undefined)
      return {
        stop: undefined,
        reason:
          rounds.length <= back
            ? `A plateau over ${back} rounds needs ${back + 1} models; there are ${rounds.length}.`
            : "The models have no exam figures: label the exam set.",
      };
    if (last.groups < FEWEST)
      return {
        stop: undefined,
        reason: `A plateau needs an exam set of at least ${FEWEST} groups; there are ${last.groups}.`,
      };
    const gained = last.estimate - before.estimate;
    const differences = last.draws
      .map((value, s) => value - before.draws[s])
      .filter(Number.isFinite)
      .sort();
    const unseen = 1 - positivePower((1 - LEVEL) / 2, 1 / last.groups);
    const low = quantile(differences, (1 - LEVEL) / 2);
    const high = Math.max(quantile(differences, (1 + LEVEL) / 2), gained + unseen);
    const facts = { gained, low, high, gain };
    const said =
      `The last ${back === 1 ? "round" : `${back} rounds`} changed the ${figureOf(task)} by ${points(gained)} points on the ` +
      `${grouped(last.items)} images of the exam set (${points(low)} to ${points(high)}, 90 % interval)`;
    if (high < gain) return { stop: true, reason: `${said}, surely less than ${plainPoints(gain)}.`, facts };
    if (low >= gain) return { stop: false, reason: `${said}, surely ${plainPoints(gain)} or more.`, facts };
    if (gained >= gain)
      return { stop: false, reason: `${said}, by its best estimate ${plainPoints(gain)} or more.`, facts };
    const needed = Math.ceil(last.items * ((high - gained) / (gain - gained)) ** 2);
    return {
      stop: undefined,
      reason:
        `${said}: by its best estimate less than ${plainPoints(gain)}, but it cannot be told yet; an exam set of about ` +
        `${grouped(needed)} images would tell, if the figures stay.`,
      facts: { ...facts, "exam images needed": needed },
    };
  },
});
