/** Squared lengths of rows. */

import type { Matrix } from "../contracts.ts";
import type { Kernels, Step } from "../kernels/contract.ts";
import { matrix } from "./matrix.ts";

/** ||x_r||^2 = sum_j x_rj x_rj for each of `rows`, in float64 in the order of j: bit for bit a kernel's product x.x. */
export function squaredLengths(
  points: Matrix,
  rows: Int32Array,
  kernels: Kernels,
  step: Step,
): Promise<Float64Array> {
  return kernels.distances(points, rows, matrix(1, points.cols), step);
}
