/** A learning curve through the figures of several rounds. */

import { exponential } from "../array/exponential.ts";
import { naturalLog } from "../array/natural-log.ts";
import { positivePower } from "../array/positive-power.ts";

/** f(n) = limit - missing (n / last)^-rate. In the form a - b n^-c: a = limit, b = missing last^rate, c = rate. */
export interface LearningCurve {
  /** Where the curve goes; above 1 where the figures do not flatten yet, and then no limit at all. */
  readonly limit: number;
  readonly missing: number; // at least 0, how far below it the curve is at the last round
  readonly rate: number;
  readonly last: number; // labels of the last round
  readonly squares: number; // the sum of squared distances that is left
}

const SLOWEST = 0.01; // of the rates that are looked at
const FASTEST = 3;
const STEPS = 64;
const NARROWINGS = 28; // to a millionth of the way between three rates
const GOLDEN = (Math.sqrt(5) - 1) / 2;

/**
 * The inverse power law a - b n^-c that is nearest to the figures in least squares, with b >= 0 and c in [0.01, 3]; near
 * the slowest rate it is a logarithm in all but name. For one c it is a line in n^-c; c is looked for on 65 rates, even in
 * logarithm, and then by golden section beside the best of them. Source of the form: Cortes et al. 1993, "Learning curves:
 * asymptotic values and rate of convergence", NIPS 6; Figueroa et al. 2012, doi 10.1186/1472-6947-12-8.
 *
 * a is not held to 1: that would rule the slow curves out, and with them what is seen most at small budgets. Read the
 * curve near its figures, not at its end.
 *
 * @param labels (rounds), positive and growing
 * @returns a function from the figures (rounds) of one model after the other to their curve; what depends on the labels
 * alone is worked out once
 * @throws when there are fewer than three rounds or the labels do not grow
 */
export function learningCurves(labels: ArrayLike<number>): (figures: ArrayLike<number>) => LearningCurve {
  const rounds = labels.length;
  if (rounds < 3) throw new RangeError(`A learning curve needs at least three rounds; got ${rounds}.`);
  for (let r = 0; r < rounds; r += 1)
    if (!(labels[r] > (r === 0 ? 0 : labels[r - 1]) && labels[r] < Infinity))
      throw new RangeError(`The labels of rounds must be positive and grow; round ${r} has ${labels[r]}.`);
  const last = labels[rounds - 1];
  const logs = Float64Array.from(labels, (n) => naturalLog(n / last));
  const powers = (rate: number, out: Float64Array): Float64Array => {
    for (let r = 0; r < rounds; r += 1) out[r] = exponential(-rate * logs[r]);
    return out;
  };
  const rates = Array.from(
    { length: STEPS + 1 },
    (_, i) => SLOWEST * positivePower(FASTEST / SLOWEST, i / STEPS),
  );
  const grid = rates.map((rate) => powers(rate, new Float64Array(rounds)));
  const x = new Float64Array(rounds);

  return (figures) => {
    if (figures.length !== rounds)
      throw new RangeError(`There must be one figure for each of ${rounds} rounds; got ${figures.length}.`);
    const squares = grid.map((row) => lineThrough(row, figures).squares);
    let best = 0;
    for (let i = 1; i < squares.length; i += 1) if (squares[i] < squares[best]) best = i;
    const at = (rate: number): Line => lineThrough(powers(rate, x), figures);
    const fine = minimum(
      (rate) => at(rate).squares,
      rates[Math.max(0, best - 1)],
      rates[Math.min(STEPS, best + 1)],
    );
    const rate = at(fine).squares < squares[best] ? fine : rates[best];
    return { ...at(rate), rate, last };
  };
}

/** The curve's value at n labels. */
export function curveAt({ limit, missing, rate, last }: LearningCurve, n: number): number {
  return limit - missing * positivePower(n / last, -rate);
}

type Line = Pick<LearningCurve, "limit" | "missing" | "squares">;

/** The line y = limit - missing x nearest to the points in least squares, with missing >= 0. */
function lineThrough(x: Float64Array, y: ArrayLike<number>): Line {
  const n = x.length;
  let sumX = 0;
  let sumY = 0;
  let sumXX = 0;
  let sumXY = 0;
  for (let i = 0; i < n; i += 1) {
    sumX += x[i];
    sumY += y[i];
    sumXX += x[i] * x[i];
    sumXY += x[i] * y[i];
  }
  const missing = Math.max(0, -(sumXY - (sumX * sumY) / n) / (sumXX - (sumX * sumX) / n));
  const limit = sumY / n + (missing * sumX) / n;
  let squares = 0;
  for (let i = 0; i < n; i += 1) squares += (y[i] - limit + missing * x[i]) ** 2;
  return { limit, missing, squares };
}

/** Where f is least in [low, high], if it has one valley there. */
function minimum(f: (x: number) => number, low: number, high: number): number {
  let a = low;
  let b = high;
  let c = b - GOLDEN * (b - a);
  let d = a + GOLDEN * (b - a);
  let atC = f(c);
  let atD = f(d);
  for (let step = 0; step < NARROWINGS; step += 1) {
    if (atC < atD) {
      b = d;
      d = c;
      atD = atC;
      c = b - GOLDEN * (b - a);
      atC = f(c);
    } else {
      a = c;
      c = d;
      atC = atD;
      d = a + GOLDEN * (b - a);
      atD = f(d);
    }
  }
  return (a + b) / 2;
}
