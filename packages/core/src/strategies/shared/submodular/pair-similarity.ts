/** The similarity exp(-d^2 / h^2) of two items, and the bandwidth h that suits a pool. */

import type { Matrix } from "../../../contracts.ts";
import type { NumberParameter } from "../../contract.ts";
import { exponential } from "../../../array/exponential.ts";

/** The bandwidth as a parameter, found from all pairs unless given. */
export const BANDWIDTH = {
  name: "bandwidth",
  type: "number",
  default: "auto",
  auto: "the root of the mean squared distance between two candidates",
  min: 0,
  minExclusive: true,
  max: 1e9,
  help: "h of the similarity exp(-d^2 / h^2) of two items at a distance d",
} as const satisfies NumberParameter;

/** exp(-squared / squaredBandwidth); with a bandwidth of zero 1 for items at the same place and 0 for others. */
export function pairSimilarity(squared: number, squaredBandwidth: number): number {
  if (squared === 0) return 1;
  return squaredBandwidth === 0 ? 0 : exponential(-squared / squaredBandwidth);
}

/** The square of the bandwidth given, or with "auto" the mean squared distance between two of the rows. */
export function squaredBandwidth(given: number | "auto", points: Matrix, rows: Int32Array): number {
  return given === "auto" ? meanSquaredDistance(points, rows) : given * given;
}

/** (1/n^2) sum_ij ||x_i - x_j||^2 = (2/n) sum_i ||x_i - mean||^2, in O(n d). */
export function meanSquaredDistance({ cols, data }: Matrix, rows: Int32Array): number {
  const mean = new Float64Array(cols);
  for (const row of rows) for (let j = 0; j < cols; j += 1) mean[j] += data[row * cols + j];
  for (let j = 0; j < cols; j += 1) mean[j] /= rows.length;
  let sum = 0;
  for (const row of rows) {
    for (let j = 0; j < cols; j += 1) {
      const difference = data[row * cols + j] - mean[j];
      sum += difference * difference;
    }
  }
  return (2 * sum) / rows.length;
}

/** sum_j (x_j - y_j)^2 of two rows of as many columns, in float64, in the order of j. */
export function squaredDistance(x: Float32Array, y: Float32Array): number {
  let sum = 0;
  for (let j = 0; j < x.length; j += 1) {
    const difference = x[j] - y[j];
    sum += difference * difference;
  }
  return sum;
}
