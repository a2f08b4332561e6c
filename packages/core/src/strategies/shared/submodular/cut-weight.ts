/** The weight lambda of a graph cut, given or found. */

import type { NumberParameter } from "../../contract.ts";

/** The weight of redundancy as a parameter. */
export const LAMBDA = {
  name: "lambda",
  type: "number",
  default: "auto",
  auto: "items / (2 chosen), counting labelled items and the whole batch as chosen: then the batch that is best has the smallest maximum mean discrepancy to the pool",
  min: 0,
  max: 1e9,
  help: "weight of the similarity within the chosen; up to 0.5 adding an item never lowers the value",
} as const satisfies NumberParameter;

/** @param items how many the pool holds, labelled ones included; @param chosen labelled items and the batch */
export function cutWeight(given: number | "auto", items: number, chosen: number): number {
  return given === "auto" ? items / (2 * chosen) : given;
}
