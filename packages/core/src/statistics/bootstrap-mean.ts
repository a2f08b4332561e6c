/** A bootstrap interval of a mean. */

import type { Key } from "../contracts.ts";
import { generator } from "../random/generator.ts";
import { checkLevel, type MeanInterval } from "./intervals.ts";
import { mean } from "./mean.ts";

/**
 * The percentile bootstrap: `samples` means of n draws with replacement, and the (1 - level)/2 and (1 + level)/2
 * quantiles of them (linear interpolation). Source: Efron and Tibshirani 1993, "An introduction to the bootstrap", 13.3.
 *
 * @throws when there is no value, `samples` is not an integer of at least 1, or the level is outside (0, 1)
 */
export function bootstrapMean(
  values: ArrayLike<number>,
  key: Key,
  { samples = 2000, level = 0.95 }: { readonly samples?: number; readonly level?: number } = {},
): MeanInterval {
  checkLevel(level);
  const centre = mean(values);
  if (!Number.isInteger(samples) || samples < 1) {
    throw new RangeError(`samples must be an integer of at least 1; got ${samples}.`);
  }
  const n = values.length;
  const draw = generator(key);
  const means = new Float64Array(samples);
  for (let s = 0; s < samples; s += 1) {
    let sum = 0;
    for (let i = 0; i < n; i += 1) sum += values[draw.integer(n)];
    means[s] = sum / n;
  }
  means.sort();
  return {
    mean: centre,
    low: quantile(means, (1 - level) / 2),
    high: quantile(means, (1 + level) / 2),
    level,
    n,
  };
}

/** The p-th quantile of sorted values, by linear interpolation between neighbours. */
export function quantile(sorted: Float64Array, p: number): number {
  const at = p * (sorted.length - 1);
  const below = Math.floor(at);
  const above = Math.min(sorted.length - 1, below + 1);
  return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
}
