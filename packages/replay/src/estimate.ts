/** Means and paired differences over trials, rounded as reports carry them. */
import { holm, mean, meanInterval, pairedInterval } from "@querent/core";
import type { Difference, Estimate } from "./report-types.ts";
import { six } from "./round-record.ts";

/** The level of every interval in a report. */
export const level = 0.95;

/** The mean of one value a trial with its t-interval; with a single trial there is none. */
export function estimateOf(values: readonly number[]): Estimate {
  if (values.length < 2) return { mean: six(mean(values)), low: null, high: null };
  const { mean: centre, low, high } = meanInterval(values, level);
  return { mean: six(centre), low: six(low), high: six(high) };
}

/** The mean of a - b, trial by trial, with its interval and paired t test; not yet corrected for other tests. */
export function differenceOf(a: readonly number[], b: readonly number[]): Difference {
  if (a.length < 2) return { ...estimateOf(a.map((value, t) => value - b[t])), p: null, pHolm: null };
  const { mean: centre, low, high, pValue } = pairedInterval(a, b, level);
  return { mean: six(centre), low: six(low), high: six(high), p: six(pValue), pHolm: null };
}

/** The differences with their p values corrected as one family (Holm); as they are where one was not tested. */
export function holmCorrected(family: readonly Difference[]): Difference[] {
  const p = family.map((difference) => difference.p);
  if (!p.every((value) => value !== null)) return [...family];
  const adjusted = holm(p);
  return family.map((difference, i) => ({ ...difference, pHolm: six(adjusted[i]) }));
}
