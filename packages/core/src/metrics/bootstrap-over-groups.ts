/** A bootstrap interval of a figure that is computed from images, which are drawn group by group. */

import type { Key } from "../contracts.ts";
import { generator } from "../random/generator.ts";
import { quantile } from "../statistics/bootstrap-mean.ts";
import { checkLevel } from "../statistics/intervals.ts";

/** A figure with its percentile interval. */
export interface GroupInterval {
  readonly estimate: number; // of the images as they are
  readonly low: number;
  readonly high: number;
  readonly level: number;
  readonly groups: number; // that were drawn from
  readonly undefinedSamples: number; // draws in which the figure was undefined, left out of the interval
}

/**
 * The percentile bootstrap over groups: each of `samples` times as many groups as there are are drawn with replacement,
 * and `figure` is computed with every image counting as often as its group was drawn; the interval is between the
 * (1 - level)/2 and (1 + level)/2 quantiles. Images of one group (one board, one video) stay together, since they are
 * alike and not independent. Efron and Tibshirani 1993, "An introduction to the bootstrap", 8 and 13.3.
 *
 *     bootstrapOverGroups(groups, (weights) => meanAveragePrecision(evaluation.matches, "every", weights), key)
 *     bootstrapOverGroups(groups, (weights) => correctJoints(accuracy.errors, 0.2, { weights }), key)
 *
 * @param groups (images), the group of each; give each image a name of its own where there are no groups
 * @param figure of weights (images), whole numbers of at least 0; undefined where nothing can be computed
 * @throws when there is no image, the figure of the images as they are is undefined, `samples` is not a positive integer,
 * or the level is outside (0, 1)
 */
export function bootstrapOverGroups(
  groups: readonly string[],
  figure: (weights: Float64Array) => number | undefined,
  key: Key,
  { samples = 2000, level = 0.95 }: { readonly samples?: number; readonly level?: number } = {},
): GroupInterval {
  checkLevel(level);
  if (!Number.isInteger(samples) || samples < 1)
    throw new RangeError(`samples must be an integer of at least 1; got ${samples}.`);
  const places = new Map<string, number>();
  for (const group of groups) if (!places.has(group)) places.set(group, places.size);
  const groupOf = Int32Array.from(groups, (group) => places.get(group) as number);
  const weights = new Float64Array(groups.length).fill(1);
  const estimate = groups.length === 0 ? undefined : figure(weights);
  if (estimate === undefined)
    throw new RangeError(
      `An interval needs images in which something can be found; got ${groups.length} images without.`,
    );
  const draw = generator(key);
  const drawn = new Float64Array(places.size);
  const values: number[] = [];
  for (let s = 0; s < samples; s += 1) {
    drawn.fill(0);
    for (let g = 0; g < places.size; g += 1) drawn[draw.integer(places.size)] += 1;
    for (let i = 0; i < weights.length; i += 1) weights[i] = drawn[groupOf[i]];
    const value = figure(weights);
    if (value !== undefined) values.push(value);
  }
  if (values.length === 0) throw new RangeError(`None of ${samples} draws of groups had anything to find.`);
  const sorted = Float64Array.from(values).sort();
  return {
    estimate,
    low: quantile(sorted, (1 - level) / 2),
    high: quantile(sorted, (1 + level) / 2),
    level,
    groups: places.size,
    undefinedSamples: samples - values.length,
  };
}
