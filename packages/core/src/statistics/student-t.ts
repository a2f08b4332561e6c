/** Student's t distribution. */

import { incompleteBeta } from "./incomplete-beta.ts";
import { logGamma } from "./log-gamma.ts";

/**
 * P(T <= t) for T with `df` degrees of freedom, by I_{df/(df+t^2)}(df/2, 1/2); accurate to 1e-10.
 *
 * @param df at least 1, need not be whole
 */
export function studentTCdf(t: number, df: number): number {
  return t > 0 ? 1 - upperTail(t, df) : upperTail(-t, df);
}

/** P(|T| >= |t|), with all its digits in the far tail. */
export function studentTTwoSided(t: number, df: number): number {
  return Math.min(1, 2 * upperTail(Math.abs(t), df));
}

/**
 * The t with P(T <= t) = p, accurate to 1e-9 relative. Newton's method on the upper tail from zero, which climbs to
 * the root from below because the tail is convex there.
 *
 * @param p in (0, 1)
 * @throws when p is outside (0, 1)
 */
export function studentTQuantile(p: number, df: number): number {
  if (!(p > 0 && p < 1)) throw new RangeError(`A quantile needs p in (0, 1); got ${p}.`);
  if (p < 0.5) return -quantileOfTail(p, df);
  return quantileOfTail(1 - p, df);
}

function quantileOfTail(tail: number, df: number): number {
  const peak = Math.exp(logGamma((df + 1) / 2) - logGamma(df / 2)) / Math.sqrt(df * Math.PI);
  let t = 0;
  for (let step = 0; step < 1000; step += 1) {
    const density = peak * Math.exp((-(df + 1) / 2) * Math.log1p((t * t) / df));
    const change = (upperTail(t, df) - tail) / density;
    t += change;
    if (Math.abs(change) <= 1e-14 * Math.abs(t)) break;
  }
  return t;
}

/** P(T >= t) for t >= 0. */
function upperTail(t: number, df: number): number {
  if (!(df >= 1)) throw new RangeError(`Degrees of freedom must be at least 1; got ${df}.`);
  if (Number.isNaN(t)) throw new RangeError("A t statistic must be a number; got NaN.");
  if (t === Infinity) return 0;
  const square = t * t;
  return incompleteBeta(df / (df + square), square / (df + square), df / 2, 0.5) / 2;
}
