/** For each item the nearest row of another set of vectors, and how similar it is. */

import type { Matrix } from "../../../contracts.ts";
import type { Kernels, Step } from "../../../kernels/contract.ts";
import { pairSimilarity } from "./pair-similarity.ts";

/** max_{j in others} exp(-||x_i - y_j||^2 / h^2) for each of `rows`, and the j it is reached at. */
export async function nearestOther(
  points: Matrix,
  rows: Int32Array,
  others: Matrix,
  squaredBandwidth: number,
  kernels: Kernels,
  step: Step,
): Promise<{ readonly similarity: Float64Array; readonly row: Int32Array }> {
  const { places, squared } = await kernels.nearest(points, rows, others, step);
  return { similarity: squared.map((d) => pairSimilarity(d, squaredBandwidth)), row: places };
}
