/** The rule `expected-gain`: stop when the next batch is expected to gain next to nothing. */

import { generator, type Generator } from "../random/generator.ts";
import { keyFrom } from "../random/key.ts";
import { quantile } from "../statistics/bootstrap-mean.ts";
import { grouped } from "../strategies/shared/grouped.ts";
import { defineRule } from "./define-rule.ts";
import { figureOf, percent, plainPoints, points } from "./in-words.ts";
import { curveAt, learningCurves, type LearningCurve } from "./learning-curve.ts";

const LEVEL = 0.9; // two-sided, so each end holds with 95 %
const PARAMETERS = 3; // of the curve
const FEWEST = 5; // rounds: two more than the curve has parameters, so that its scatter can be told
const DRAWS = 1000;

/**
 * Fits f(n) = a - b n^-c to the exam figures over the labels trained on (`learningCurves`) and reads off what the next
 * batch of m is expected to add, f(n + m) - f(n). The interval is between the 5 % and 95 % quantiles of the same reading
 * from 1,000 other histories: in each, the exam groups are drawn anew, and every round's figure is moved by a normal draw
 * of variance S / x, S the squares that the curve leaves and x a chi-squared draw with as many degrees of freedom as
 * there are rounds beyond the curve's three parameters. The first is the chance in the exam set, the second that in
 * training, which of two models on the same labels makes one better. It stops when the upper end is below the gain asked
 * for.
 *
 * The interval is that of the curve, of what batches like the next one add on average; two single models scatter around
 * it.
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
    const gainOf = (curve: LearningCurve): number =>
      Math.min(1, curveAt(curve, now + nextBatch)) - Math.min(1, curveAt(curve, now));
    const curve = fit(exams.map(({ estimate }) => estimate));
    if (curve.missing === 0)
      return {
        stop: undefined,
        reason: `The ${figureOf(task)} does not rise with the labels, so no learning curve fits.`,
      };
    const gains: number[] = [];
    const draw = generator(keyFrom("expected gain"));
    const freedom = exams.length - PARAMETERS;
    for (let s = 0; s < DRAWS; s += 1) {
      const scatter = Math.sqrt(curve.squares / chiSquared(draw, freedom));
      const figures = exams.map(({ draws }) => draws[s % draws.length] + scatter * draw.normal());
      if (figures.every(Number.isFinite)) gains.push(gainOf(fit(figures)));
    }
    const sorted = Float64Array.from(gains).sort();
    const expected = gainOf(curve);
    const low = quantile(sorted, (1 - LEVEL) / 2);
    const high = quantile(sorted, (1 + LEVEL) / 2);
    const facts = { expected, low, high, gain: wanted, limit: curve.limit, rate: curve.rate };
    const said =
      `The next ${grouped(nextBatch)} labels are expected to change the ${figureOf(task)} by ${points(expected)} points ` +
      `(${points(low)} to ${points(high)}, 90 % interval), on a curve that ${curve.limit <= 1 ? `goes to ${percent(curve.limit)}` : "does not flatten yet"}`;
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

/** The sum of squares of as many standard normal draws. */
function chiSquared(draw: Generator, freedom: number): number {
  let sum = 0;
  for (let i = 0; i < freedom; i += 1) sum += draw.normal() ** 2;
  return sum;
}
