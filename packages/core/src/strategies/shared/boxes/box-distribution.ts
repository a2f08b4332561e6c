/** The distribution of a box over what it may be. */

import type { Matrix } from "../../../contracts.ts";
import type { ParameterSpec } from "../../contract.ts";

export const backgroundParameter = {
  name: "background",
  type: "choice",
  default: "class",
  options: ["class", "left-out"],
  help: "the background is one more class, or left out and the object classes scaled to sum to one",
} as const satisfies ParameterSpec;

/**
 * A function from a box to its probabilities: over object classes and background, or over the object classes given that
 * there is an object, p_c / sum_c p_c, which are all 0 where the box is surely background. The array is overwritten by
 * the next call.
 *
 * @param probabilities (m, classes + 1), the last column the background
 */
export function boxDistribution(
  { cols, data }: Matrix,
  background: "class" | "left-out",
): (box: number) => Float64Array {
  const isClass = background === "class";
  const out = new Float64Array(isClass ? cols : cols - 1);
  return (box) => {
    let sum = 0;
    for (let c = 0; c < out.length; c += 1) sum += out[c] = data[box * cols + c];
    if (!isClass && sum > 0) for (let c = 0; c < out.length; c += 1) out[c] /= sum;
    return out;
  };
}

/** The two largest of the values, 0 where there is none. */
export function twoLargest(values: Float64Array): [number, number] {
  let [first, second] = [0, 0];
  for (const value of values) {
    if (value > first) [first, second] = [value, first];
    else if (value > second) second = value;
  }
  return [first, second];
}
