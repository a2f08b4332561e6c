/** A learning curve through the figures of several rounds. */

import { positivePower } from "../array/positive-power.ts";

/** f(n) = limit - missing (n / last)^-rate. In the form a - b n^-c: a = limit, b = missing last^rate, c = rate. */
export interface LearningCurve {
  readonly limit: number; // in (-Infinity, 1], where the curve goes
  readonly missing: number; // at least 0, how far below it the curve is at the last round
  readonly rate: number;
  readonly last: number; // labels of the last round
  readonly squares: number; // the sum of squared distances that is left
}

const SLOWEST = 0.01; // of the rates that are looked at; the curve is then a logarithm in all but name
const FASTEST = 3;
const STEPS = 96;
const NARROWINGS = 40;
const GOLDEN = (Math.sqrt(5) - 1) / 2;

/**
 * The inverse power law a - b n^-c that is nearest to the figures in least squares, with b >= 0 and a <= 1, which no
 * figure passes, and c in [0.01, 3]. For one c it is a line in n^-c; c is looked for on 97 rates, even in logarithm, and
 * then by golden section beside the best of them. Source of the form: Cortes et al. 1993, "Learning curves: asymptotic
 * values and rate of convergence", NIPS 6; Figueroa et al. 2012, doi 10.1186/1472-6947-12-8.
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
  const powersOf = (rate: number): Float64Array =>
    Float64Array.from(labels, (n) => positivePower(n / last, -rate));
  const rates = Array.from(
    { length: STEPS + 1 },
    (_, i) => SLOWEST * positivePower(FASTEST / SLOWEST, i / STEPS),
  );
  const lines = rates.map((rate) => linesThrough(powersOf(rate)));

  return (figures) => {
    if (figures.length !== rounds)
      throw new RangeError(`There must be one figure for each of ${rounds} rounds; got ${figures.length}.`);
    let best = 0;
    let least = Infinity;
    lines.forEach((line, i) => {
      const { squares } = line(figures);
      if (squares < least) {
        best = i;
        least = squares;
      }
    });
    const at = (rate: number): Line => linesThrough(powersOf(rate))(figures);
    const fine = minimum(
      (rate) => at(rate).squares,
      rates[Math.max(0, best - 1)],
      rates[Math.min(STEPS, best + 1)],
    );
    const rate = at(fine).squares < least ? fine : rates[best];
    return { ...at(rate), rate, last };
  };
}

/** The curve's value at n labels. */
export function curveAt({ limit, missing, rate, last }: LearningCurve, n: number): number {
  return limit - missing * positivePower(n / last, -rate);
}

type Line = Pick<LearningCurve, "limit" | "missing" | "squares">;

/** Lines y = limit - missing x through y by least squares, with missing >= 0 and limit <= 1. */
function linesThrough(x: Float64Array): (y: ArrayLike<number>) => Line {
  const n = x.length;
  let sumX = 0;
  let sumXX = 0;
  for (const value of x) {
    sumX += value;
    sumXX += value * value;
  }
  const meanX = sumX / n;
  const spread = sumXX - sumX * meanX;
  return (y) => {
    let sumY = 0;
    let sumXY = 0;
    for (let i = 0; i < n; i += 1) {
      sumY += y[i];
      sumXY += x[i] * y[i];
    }
    let missing = Math.max(0, -(sumXY - sumX * (sumY / n)) / spread);
    let limit = sumY / n + missing * meanX;
    if (limit > 1) {
      limit = 1;
      missing = Math.max(0, (sumX - sumXY) / sumXX);
    }
    let squares = 0;
    for (let i = 0; i < n; i += 1) squares += (y[i] - limit + missing * x[i]) ** 2;
    return { limit, missing, squares };
  };
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
