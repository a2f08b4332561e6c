/** The rule `expected-gain`: stop when the next batch is expected to gain next to nothing. */

import { quantile } from "../statistics/bootstrap-mean.ts";
import { grouped } from "../strategies/shared/grouped.ts";
import { defineRule } from "./define-rule.ts";
import { figureOf, percent, plainPoints, points } from "./in-words.ts";
import { curveAt, learningCurves, type LearningCurve } from "./learning-curve.ts";

const LEVEL = 0.9; // two-sided, so each end holds with 95 %
const FEWEST = 4; // rounds: a curve of three parameters goes through three points, whatever they are

/**
 * Fits f(n) = a - b n^-c to the exam figures over the labels trained on (`learningCurves`) and reads off what the next
 * batch of m would add, f(n + m) - f(n). The interval is between the 5 % and 95 % quantiles of the same reading from the
 * curves through each draw of the exam groups; it knows of the chance in the exam set, not of that in training. It stops
 * when the upper end is below the gain asked for.
 */
export const expectedGain = defineRule({
  name: "expected-gain",
  title: "Expected gain of the next batch",
  source:
    "Inverse power law: Cortes et al. 1993, Learning curves: asymptotic values and rate of convergence, NIPS 6; " +
    "Figueroa et al. 2012, doi 10.1186/1472-6947-12-8",
  tasks: ["classification", "detection", "pose"],
  parameters: [
    {
      name: "gain",
      type: "number",
      default: 0.01,
      min: 0,
      minExclusive: true,
      max: 1,
      help: "the least share that the next batch has to be expected to gain",
    },
  ],
  advise({ task, rounds, nextBatch }, { gain: wanted }) {
    const known = rounds.filter(({ exam }) => exam !== undefined);
    const exams = known.flatMap(({ exam }) => exam ?? []);
    if (known.length < FEWEST || known.at(-1) !== rounds.at(-1))
      return {
        stop: undefined,
        reason: `A learning curve needs exam figures of ${FEWEST} rounds and of the last; there are ${known.length}.`,
      };
    const labels = known.map(({ trained }) => trained);
    const now = labels[labels.length - 1];
    const fit = learningCurves(labels);
    const gainOf = (curve: LearningCurve): number => curveAt(curve, now + nextBatch) - curveAt(curve, now);
    const curve = fit(exams.map(({ estimate }) => estimate));
    if (curve.missing === 0)
      return {
        stop: undefined,
        reason: `The ${figureOf(task)} does not rise with the labels, so no learning curve fits.`,
      };
    const gains: number[] = [];
    const figures = new Float64Array(exams.length);
    for (let s = 0; s < exams[0].draws.length; s += 1) {
      exams.forEach(({ draws }, r) => (figures[r] = draws[s]));
      if (figures.every(Number.isFinite)) gains.push(gainOf(fit(figures)));
    }
    const sorted = Float64Array.from(gains).sort();
    const expected = gainOf(curve);
    const low = quantile(sorted, (1 - LEVEL) / 2);
    const high = quantile(sorted, (1 + LEVEL) / 2);
    const facts = { expected, low, high, gain: wanted, limit: curve.limit, rate: curve.rate };
    const said =
      `The next ${grouped(nextBatch)} labels are expected to change the ${figureOf(task)} by ${points(expected)} points ` +
      `(${points(low)} to ${points(high)}, 90 % interval), on a curve that goes to ${percent(curve.limit)}`;
    if (high < wanted)
      return { stop: true, reason: `${said}: surely less than ${plainPoints(wanted)}.`, facts };
    if (expected >= wanted) return { stop: false, reason: `${said}: ${plainPoints(wanted)} or more.`, facts };
    return {
      stop: undefined,
      reason: `${said}: by its best estimate less than ${plainPoints(wanted)}, but it cannot be told yet. More exam labels or rounds narrow it.`,
      facts,
    };
  },
});
