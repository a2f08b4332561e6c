/** How good a model is on the exam set, with an interval and the draws behind it. */

import type { Key } from "../contracts.ts";
import { bootstrapOverGroups } from "../metrics/bootstrap-over-groups.ts";
import { wilsonInterval } from "../statistics/intervals.ts";
import type { ExamFigure } from "./contract.ts";

/** How many draws, and how sure. */
export interface ExamFigureOptions {
  readonly samples?: number; // 2,000 unless given
  readonly level?: number; // 0.95 unless given
}

/**
 * Accuracy on the exam set. Where every group is one image the interval is Wilson's; else it is the percentile bootstrap
 * over groups, whose images are alike. Where all images are right, or none, no draw differs from another; then Wilson's
 * interval of as many images as there are groups is given.
 *
 * @param right (items), 1 where the predicted class is the label, else 0
 * @param groups (items); each image is a group of its own unless given
 * @param key the same for every model, so that their draws are paired
 * @throws when there is no image, the lengths differ, or a value is neither 0 nor 1
 */
export function examAccuracy(
  right: ArrayLike<number>,
  groups: readonly string[] | undefined,
  key: Key,
  options: ExamFigureOptions = {},
): ExamFigure {
  const names = groups ?? Array.from(right, (_, i) => String(i));
  let count = 0;
  for (let i = 0; i < right.length; i += 1) {
    if (right[i] !== 0 && right[i] !== 1)
      throw new RangeError(
        `right must hold 1 for a right answer and 0 for a wrong one; item ${i} is ${right[i]}.`,
      );
    count += right[i];
  }
  if (names.length !== right.length)
    throw new RangeError(
      `groups must name the group of each of ${right.length} images; got ${names.length}.`,
    );
  const figure = examFigure(names, (weights) => weightedMean(right, weights), key, options);
  const alone = figure.groups === right.length;
  if (!alone && count > 0 && count < right.length) return figure;
  const n = figure.groups;
  const { low, high } = wilsonInterval(alone ? count : count === 0 ? 0 : n, n, figure.level);
  return { ...figure, low, high, method: "wilson" };
}

/**
 * Any figure of the exam set (mAP, PCK) with the percentile bootstrap over groups (`bootstrapOverGroups`).
 *
 * @param groups (items); give each image a name of its own where there are none
 * @param figure of weights (items), whole numbers of at least 0; undefined where nothing can be computed
 * @param key the same for every model, so that their draws are paired
 * @throws as `bootstrapOverGroups`
 */
export function examFigure(
  groups: readonly string[],
  figure: (weights: Float64Array) => number | undefined,
  key: Key,
  options: ExamFigureOptions = {},
): ExamFigure {
  const values: number[] = []; // that of the images as they are, then those of the draws
  const interval = bootstrapOverGroups(
    groups,
    (weights) => {
      const value = figure(weights);
      values.push(value ?? NaN);
      return value;
    },
    key,
    options,
  );
  const { estimate, low, high, level } = interval;
  return {
    estimate,
    low,
    high,
    level,
    items: groups.length,
    groups: interval.groups,
    method: "bootstrap",
    draws: Float64Array.from(values.slice(1)),
  };
}

function weightedMean(values: ArrayLike<number>, weights: Float64Array): number | undefined {
  let sum = 0;
  let total = 0;
  for (let i = 0; i < weights.length; i += 1) {
    sum += weights[i] * values[i];
    total += weights[i];
  }
  return total === 0 ? undefined : sum / total;
}
