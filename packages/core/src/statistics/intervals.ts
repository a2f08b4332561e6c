/** Confidence intervals of a mean, of a paired difference and of a share. */

import { mean, standardDeviation } from "./mean.ts";
import { normalQuantile } from "./normal-quantile.ts";
import { studentTQuantile, studentTTwoSided } from "./student-t.ts";

/** A mean with its confidence interval, in the unit of the values. */
export interface MeanInterval {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
  readonly level: number;
  readonly n: number;
}

/** A mean difference a - b with its interval and the paired t test. */
export interface PairedInterval extends MeanInterval {
  readonly t: number;
  readonly degreesOfFreedom: number;
  readonly pValue: number; // two-sided
}

/** A share of successes with its interval, in [0, 1]. */
export interface ShareInterval {
  readonly share: number;
  readonly low: number;
  readonly high: number;
  readonly level: number;
  readonly n: number;
}

/**
 * mean +- t_{(1 + level)/2, n - 1} s / sqrt(n).
 *
 * @throws when there are fewer than two values, one is not finite, or the level is outside (0, 1)
 */
export function meanInterval(values: ArrayLike<number>, level = 0.95): MeanInterval {
  checkLevel(level);
  if (values.length < 2) {
    throw new RangeError(
      `An interval of a mean needs at least two values; got ${values.length}. Run more trials.`,
    );
  }
  for (let i = 0; i < values.length; i += 1) {
    if (!Number.isFinite(values[i])) throw new RangeError(`Value ${i} must be finite; got ${values[i]}.`);
  }
  const n = values.length;
  const centre = mean(values);
  const half = (studentTQuantile((1 + level) / 2, n - 1) * standardDeviation(values)) / Math.sqrt(n);
  return { mean: centre, low: centre - half, high: centre + half, level, n };
}

/**
 * The interval of the mean of a_i - b_i and the paired t test of no difference: t = mean / (s / sqrt n), n - 1 degrees
 * of freedom. When all differences are equal, t is 0 (all zero, p = 1) or infinite (p = 0).
 *
 * @param a and b: values of the same trials, in the same order
 * @throws when the lengths differ, and as `meanInterval`
 */
export function pairedInterval(a: ArrayLike<number>, b: ArrayLike<number>, level = 0.95): PairedInterval {
  if (a.length !== b.length) {
    throw new RangeError(`Paired values need one length; got ${a.length} and ${b.length}.`);
  }
  const differences = Float64Array.from({ length: a.length }, (_, i) => a[i] - b[i]);
  const interval = meanInterval(differences, level);
  const error = standardDeviation(differences) / Math.sqrt(interval.n);
  const t = interval.mean === 0 ? 0 : interval.mean / error;
  const degreesOfFreedom = interval.n - 1;
  return { ...interval, t, degreesOfFreedom, pValue: studentTTwoSided(t, degreesOfFreedom) };
}

/**
 * Wilson's score interval of a share, without continuity correction: with z the normal quantile of (1 + level)/2,
 * (p + z^2/2n +- z sqrt(p(1-p)/n + z^2/4n^2)) / (1 + z^2/n). Source: Wilson 1927, doi 10.1080/01621459.1927.10502953.
 *
 * @throws when successes is not in [0, n], n is not a positive integer, or the level is outside (0, 1)
 */
export function wilsonInterval(successes: number, n: number, level = 0.95): ShareInterval {
  checkLevel(level);
  if (!Number.isInteger(n) || n < 1) throw new RangeError(`n must be an integer of at least 1; got ${n}.`);
  if (!Number.isInteger(successes) || successes < 0 || successes > n) {
    throw new RangeError(`successes must be an integer in [0, ${n}]; got ${successes}.`);
  }
  const z = normalQuantile((1 + level) / 2);
  const share = successes / n;
  const scale = 1 + (z * z) / n;
  const centre = (share + (z * z) / (2 * n)) / scale;
  const half = (z * Math.sqrt((share * (1 - share)) / n + (z * z) / (4 * n * n))) / scale;
  const low = successes === 0 ? 0 : Math.max(0, centre - half);
  const high = successes === n ? 1 : Math.min(1, centre + half);
  return { share, low, high, level, n };
}

/** @throws when a confidence level is outside (0, 1) */
export function checkLevel(level: number): void {
  if (!(level > 0 && level < 1)) throw new RangeError(`A confidence level must be in (0, 1); got ${level}.`);
}
