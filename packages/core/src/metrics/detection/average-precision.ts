/** Average precision of a class, as Pascal VOC has it. */

import { countTruths } from "./count-matches.ts";
import { RIGHT, UNCOUNTED } from "./match-objects.ts";
import type { ClassMatches, ObjectMatches } from "./object-matches.ts";

/** The recalls at which precision is read: every one that is reached, or 0, 0.1, …, 1. */
export type RecallPoints = "every" | "eleven";

/**
 * With the found objects in order of falling score, TP_n and FP_n of the first n right and wrong, P truths,
 * recall_n = TP_n / P and precision(r) = max over n with recall_n >= r of TP_n / (TP_n + FP_n), 0 where there is none:
 *
 *     every:   AP = sum over the n that are right of (recall_n - recall_(n-1)) precision(recall_n)
 *     eleven:  AP = (precision(0) + precision(0.1) + … + precision(1)) / 11
 *
 * *Departure:* whether recall_n >= i / 10 is decided on whole numbers, 10 TP_n >= i P; in floating point
 * 3 * 0.1 is more than 0.3, and a recall of exactly 0.3 would be missed.
 *
 * @param one the matches of a class at one threshold and one range of areas
 * @param weights (images), how many times an image counts (whole numbers, for a bootstrap); all 1 by default. Found
 * objects of equal score in an image that counts twice follow each other one by one.
 * @returns undefined where the class has no truth that counts
 */
export function averagePrecision(
  one: ClassMatches,
  points: RecallPoints,
  weights?: ArrayLike<number>,
): number | undefined {
  const truths = countTruths(one, 0, weights);
  if (truths === 0) return undefined;
  const right: number[] = []; // after each right one
  const precision: number[] = [];
  let rights = 0;
  let wrongs = 0;
  for (let i = 0; i < one.found; i += 1) {
    const weight = weights === undefined ? 1 : weights[one.images[i]];
    if (weight === 0 || one.outcomes[i] === UNCOUNTED) continue;
    if (one.outcomes[i] === RIGHT) {
      rights += weight;
      right.push(rights);
      precision.push(rights / (rights + wrongs));
    } else wrongs += weight;
  }
  for (let n = right.length - 1; n > 0; n -= 1)
    if (precision[n] > precision[n - 1]) precision[n - 1] = precision[n];
  let sum = 0;
  if (points === "every") {
    for (let n = 0; n < right.length; n += 1) sum += (right[n] - (n === 0 ? 0 : right[n - 1])) * precision[n];
    return sum / truths;
  }
  for (let i = 0, n = 0; i <= 10; i += 1) {
    while (n < right.length && 10 * right[n] < i * truths) n += 1;
    if (n < right.length) sum += precision[n];
  }
  return sum / 11;
}

/** The mean of `averagePrecision` over the classes that have a truth; undefined where none has. */
export function meanAveragePrecision(
  matches: ObjectMatches,
  points: RecallPoints,
  weights?: ArrayLike<number>,
): number | undefined {
  let sum = 0;
  let known = 0;
  for (const one of matches.classes) {
    const value = averagePrecision(one, points, weights);
    if (value === undefined) continue;
    sum += value;
    known += 1;
  }
  return known === 0 ? undefined : sum / known;
}
