/** One number an item, reckoned with pauses. */

import type { Step } from "../../kernels/contract.ts";

const OPERATIONS_A_STEP = 5e5; // logarithms or the like: some tens of milliseconds

/**
 * `value` of each of the rows, in their order.
 *
 * @param operations how many logarithms or the like one value takes
 * @param step awaited between pieces of the work with the share done
 */
export async function pacedValues(
  rows: Int32Array,
  operations: number,
  value: (row: number, place: number) => number,
  step: Step,
): Promise<Float64Array> {
  const out = new Float64Array(rows.length);
  const piece = Math.max(1, Math.floor(OPERATIONS_A_STEP / operations));
  for (let start = 0; start < rows.length; start += piece) {
    await step(start / rows.length);
    const end = Math.min(rows.length, start + piece);
    for (let i = start; i < end; i += 1) out[i] = value(rows[i], i);
  }
  await step(1);
  return out;
}
