/** Precision at COCO's recalls, and the recall reached, from matches. */

import { cocoRecalls } from "./coco-protocol.ts";
import { RIGHT, UNCOUNTED, WRONG } from "./match-objects.ts";
import type { ClassMatches, ObjectMatches } from "./object-matches.ts";

/** A: area ranges, M: largest numbers found, T: thresholds, R: the 101 recalls. -1 where a class has no truth. */
export interface PrecisionCurves {
  readonly precision: Float64Array; // (classes, A, T, R), with the largest of M found objects an image
  readonly scores: Float64Array; // (classes, A, T, R), the score at which the recall is reached; 0 where it is not
  readonly recall: Float64Array; // (classes, A, M, T), the largest recall
  readonly truths: Float64Array; // (classes, A), how many count
}

const EPSILON = 2 ** -52; // numpy.spacing(1)

/**
 * With the found objects of a class in order of falling score, TP_n and FP_n of the first n right and wrong, and P
 * truths that count:
 *
 *     recall_n = TP_n / P,  precision(r) = max over n with recall_n >= r of TP_n / (TP_n + FP_n)
 *
 * and 0 for a recall that is never reached, as `COCOeval.accumulate` of pycocotools 2.0 has it.
 *
 * @param weights (images), how many times an image counts (whole numbers; for a bootstrap); all 1 by default.
 * An image that counts twice is as if it were there twice, its objects of equal score side by side.
 */
export function countMatches(matches: ObjectMatches, weights?: ArrayLike<number>): PrecisionCurves {
  const { areas, thresholds, most } = matches.protocol;
  const sizes = { areas: areas.length, most: most.length, thresholds: thresholds.length };
  const recalls = cocoRecalls.length;
  const cells = matches.classes.length * sizes.areas * sizes.thresholds;
  const curves: PrecisionCurves = {
    precision: new Float64Array(cells * recalls).fill(-1),
    scores: new Float64Array(cells * recalls).fill(-1),
    recall: new Float64Array(cells * sizes.most).fill(-1),
    truths: new Float64Array(matches.classes.length * sizes.areas),
  };
  for (let c = 0; c < matches.classes.length; c += 1) {
    const one = matches.classes[c];
    for (let a = 0; a < sizes.areas; a += 1) {
      const truths = countTruths(one, a, weights);
      curves.truths[c * sizes.areas + a] = truths;
      if (truths === 0) continue;
      for (let t = 0; t < sizes.thresholds; t += 1) {
        const outcomes = one.outcomes.subarray(
          (a * sizes.thresholds + t) * one.found,
          (a * sizes.thresholds + t + 1) * one.found,
        );
        const at = ((c * sizes.areas + a) * sizes.thresholds + t) * recalls;
        readPrecision(one, outcomes, truths, weights, curves, at);
        for (let m = 0; m < sizes.most; m += 1) {
          const right = countRight(one, outcomes, most[m], weights);
          curves.recall[((c * sizes.areas + a) * sizes.most + m) * sizes.thresholds + t] = right / truths;
        }
      }
    }
  }
  return curves;
}

/** The truths of a class that count in area range a. */
export function countTruths(one: ClassMatches, a: number, weights?: ArrayLike<number>): number {
  let sum = 0;
  for (let g = 0; g < one.truths; g += 1)
    if (one.counted[a * one.truths + g] === 1) sum += weights === undefined ? 1 : weights[one.truthImages[g]];
  return sum;
}

function countRight(
  one: ClassMatches,
  outcomes: Uint8Array,
  most: number,
  weights?: ArrayLike<number>,
): number {
  let sum = 0;
  for (let i = 0; i < one.found; i += 1)
    if (outcomes[i] === RIGHT && one.ranks[i] < most)
      sum += weights === undefined ? 1 : weights[one.images[i]];
  return sum;
}

/** Writes precision and score at the 101 recalls, from place `at` on. */
function readPrecision(
  one: ClassMatches,
  outcomes: Uint8Array,
  truths: number,
  weights: ArrayLike<number> | undefined,
  out: PrecisionCurves,
  at: number,
): void {
  const steps: number[] = []; // where recall grows; between two such places precision only falls
  const recall: number[] = [];
  const precision: number[] = [];
  let right = 0;
  let wrong = 0;
  for (let i = 0; i < one.found; i += 1) {
    if (outcomes[i] === UNCOUNTED) continue;
    const weight = weights === undefined ? 1 : weights[one.images[i]];
    if (weight === 0) continue;
    if (outcomes[i] === WRONG) {
      wrong += weight;
      continue;
    }
    right += weight;
    steps.push(i);
    recall.push(right / truths);
    precision.push(right / (wrong + right + EPSILON));
  }
  for (let n = steps.length - 1; n > 0; n -= 1)
    if (precision[n] > precision[n - 1]) precision[n - 1] = precision[n];
  let n = 0;
  for (let r = 0; r < cocoRecalls.length; r += 1) {
    while (n < steps.length && recall[n] < cocoRecalls[r]) n += 1;
    out.precision[at + r] = n < steps.length ? precision[n] : 0;
    out.scores[at + r] = n < steps.length ? one.scores[steps[n]] : 0;
  }
}
