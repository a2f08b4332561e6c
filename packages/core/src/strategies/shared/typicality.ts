/** How typical items are: how near their nearest neighbours lie. */

import type { Matrix } from "../../contracts.ts";
import type { Kernels, Step } from "../../kernels/contract.ts";

const EPSILON = 1e-5;

/**
 * Typicality(x) = 1 / (mean over the k nearest of ||x - x_i|| + epsilon) (Hacohen, Dekel and Weinshall 2022, arXiv
 * 2202.02794), with epsilon = 1e-5 as in its published code, so that twins stay finite. That code averages
 * squared distances, as its index returns them; here they are distances, as in the paper. An item without any neighbour
 * has typicality 0.
 *
 * @param points (n, d)
 * @param rows the items asked about
 * @param among the items that may be neighbours; an item is not its own
 * @returns (rows), in [0, 1 / epsilon]
 */
export async function typicality(
  points: Matrix,
  rows: Int32Array,
  among: Int32Array,
  k: number,
  kernels: Kernels,
  step: Step,
): Promise<Float64Array> {
  const { count, squared } = await kernels.neighbours(points, rows, among, k, step);
  const out = new Float64Array(rows.length);
  if (count === 0) return out;
  for (let i = 0; i < rows.length; i += 1) {
    let sum = 0;
    for (let j = i * count; j < (i + 1) * count; j += 1) sum += Math.sqrt(squared[j]);
    out[i] = 1 / (sum / count + EPSILON);
  }
  return out;
}
