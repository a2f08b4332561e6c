/** What balls around given items cover. */

import type { Matrix } from "../../../contracts.ts";
import type { Kernels, Step } from "../../../kernels/contract.ts";
import { takeRows } from "../../../array/matrix.ts";

/** Sets covered[i] to 1 for each of `rows` whose nearest of `centres` lies within the squared radius. */
export async function coveredBy(
  points: Matrix,
  centres: Int32Array,
  rows: Int32Array,
  squaredRadius: number,
  covered: Uint8Array,
  kernels: Kernels,
  step: Step,
): Promise<void> {
  if (centres.length === 0) return;
  const { squared } = await kernels.nearest(points, rows, takeRows(points, centres), step);
  for (let i = 0; i < rows.length; i += 1) if (squared[i] <= squaredRadius) covered[i] = 1;
}
