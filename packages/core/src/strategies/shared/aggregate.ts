/** From what holds for each box or joint of an item to one number for the item. */

import type { ParameterSpec } from "../contract.ts";

export const aggregates = ["mean", "max", "sum", "top"] as const;

/** A way to make one number of several. */
export type Aggregate = (typeof aggregates)[number];

const help = {
  boxes: "of the values of an item's boxes: their mean, the highest, their sum, or the mean of the highest",
  joints: "of the values of an item's joints: their mean, the highest, their sum, or the mean of the highest",
} as const;

/** The parameters `aggregate` and `top` of a strategy that reads the parts named. */
export function aggregateParameters<const D extends Aggregate>(parts: keyof typeof help, byDefault: D) {
  return [
    { name: "aggregate", type: "choice", default: byDefault, options: aggregates, help: help[parts] },
    {
      name: "top",
      type: "integer",
      default: 3,
      min: 1,
      max: 1000,
      help: `how many of the highest values aggregate=top takes the mean of; of all where there are fewer`,
    },
  ] as const satisfies readonly ParameterSpec[];
}

/**
 * "mean": sum_k v_k / count. "max": max_k v_k. "sum": sum_k v_k. "top": the mean of the min(top, count) highest. The
 * sums run in the order of the values, for "top" from the highest down.
 *
 * @param values of which the first `count` are taken; overwritten
 * @returns 0 when count is 0
 */
export function aggregated(values: Float64Array, count: number, how: Aggregate, top: number): number {
  if (count === 0) return 0;
  const taken = values.subarray(0, count);
  if (how === "max") return taken.reduce((a, b) => (b > a ? b : a));
  if (how === "sum") return taken.reduce((a, b) => a + b);
  if (how === "mean") return taken.reduce((a, b) => a + b) / count;
  const highest = taken.sort().subarray(Math.max(0, count - top));
  return highest.reduceRight((a, b) => a + b) / highest.length;
}

/** What `aggregated` makes, in words: "mean", "highest", "sum", "mean of the 3 highest". */
export function aggregateWords(how: Aggregate, top: number, count: number): string {
  if (how === "max") return "highest";
  return how === "top" && top < count ? `mean of the ${top} highest` : how === "top" ? "mean" : how;
}
