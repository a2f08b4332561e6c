/** Numbers as people read them in a report. */
import type { Difference, Estimate } from "../report-types.ts";

const minus = "\u2212";
const space = "\u202f"; // narrow and unbreakable

/** A whole number with commas: 12,500. */
export function count(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** A share as a percentage: 0.8412 is "84.1 %". */
export function percent(share: number, decimals = 1): string {
  return `${(100 * share).toFixed(decimals)}${space}%`;
}

/** A share on an axis: whole percentages without decimals. */
export function percentTick(share: number): string {
  return percent(share, Math.abs(100 * share - Math.round(100 * share)) < 1e-9 ? 0 : 1);
}

/** A difference of shares in points, with its sign: 0.0112 is "+1.1". */
export function points(difference: number, decimals = 1): string {
  const text = Math.abs(100 * difference).toFixed(decimals);
  if (Number(text) === 0) return text;
  return `${difference < 0 ? minus : "+"}${text}`;
}

/** "84.1 % (± 0.6)": the half-width of the interval in points. */
export function withHalfWidth({ mean, low, high }: Estimate): string {
  if (low === null || high === null) return percent(mean);
  return `${percent(mean)} (±${space}${((100 * (high - low)) / 2).toFixed(1)})`;
}

/** "+1.1 (+0.2 to +2.0)", or the mean alone where there is no interval. */
export function pointsWithInterval({ mean, low, high }: Estimate, decimals = 1): string {
  if (low === null || high === null) return points(mean, decimals);
  return `${points(mean, decimals)} (${points(low, decimals)} to ${points(high, decimals)})`;
}

/** "84.1 % (83.5 to 84.7)"; an interval of few trials that leaves 0 to 100 is cut off there, as the share itself is. */
export function percentWithInterval({ mean, low, high }: Estimate): string {
  if (low === null || high === null) return percent(mean);
  const inPercent = (share: number): string => (100 * Math.max(0, Math.min(1, share))).toFixed(1);
  return `${percent(mean)} (${inPercent(low)} to ${inPercent(high)})`;
}

/** A p value with two or three digits: "0.031", "< 0.001". */
export function probability(p: number | null): string {
  if (p === null) return "\u2013";
  return p < 0.001 ? `<${space}0.001` : p.toFixed(3);
}

/** True when a corrected test finds the difference at 5 %. */
export function isDecided({ pHolm }: Difference): boolean {
  return pHolm !== null && pHolm < 0.05;
}
