/** The smallest distance between two different rows. */

import type { Matrix } from "../../../contracts.ts";
import type { Kernels, Step } from "../../../kernels/contract.ts";

const SAME = 1e-12; // squared distances up to here come of rounding rows of length one to float32

/** min ||x_i - x_j|| over pairs of the rows more than 1e-6 apart; undefined when there is no such pair. */
export async function smallestDistance(
  points: Matrix,
  rows: Int32Array,
  kernels: Kernels,
  step: Step,
): Promise<number | undefined> {
  let different = rows;
  for (;;) {
    const { count, rows: nearest, squared } = await kernels.neighbours(points, different, different, 1, step);
    if (count === 0) return undefined;
    if (squared.every((value) => value > SAME))
      return Math.sqrt(squared.reduce((least, value) => Math.min(least, value)));
    const place = new Map(Array.from(different, (item, i) => [item, i]));
    different = different.filter((_, i) => squared[i] > SAME || place.get(nearest[i])! > i);
  }
}
