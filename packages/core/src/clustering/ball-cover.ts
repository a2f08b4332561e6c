/** How many items not covered yet lie in the ball around each item, kept up to date while balls are taken. */

import type { Matrix } from "../contracts.ts";
import type { Kernels, Step } from "../kernels/contract.ts";

/** A cover that grows. */
export interface BallCover {
  readonly degrees: Int32Array; // (rows), items not covered yet in the ball around each, itself included
  readonly covered: Uint8Array; // (rows)
  /** Covers the ball around the item at `place`. @returns how many items it covered anew */
  take(place: number, step: Step): Promise<number>;
}

const PAIRS_AT_ONCE = 4e6; // neighbourhoods of 16 megabytes at most

/**
 * The graph of Probability Coverage, x -> y where ||x - y||^2 <= squaredRadius, without its edges: degrees are counted
 * block by block, and when items are covered the balls around them, which are the items whose degree falls, are
 * measured again. So memory is O(n) for any radius, and every item is measured against all at most twice.
 *
 * @param covered (rows), 1 for what is covered at the start; changed as balls are taken
 */
export async function ballCover(
  points: Matrix,
  rows: Int32Array,
  squaredRadius: number,
  covered: Uint8Array,
  kernels: Kernels,
  step: Step,
): Promise<BallCover> {
  const degrees = new Int32Array(rows.length);
  const open = rows.filter((_, i) => covered[i] === 0);
  await inBlocks(rows, open.length, step, async (block, from, pace) => {
    const { starts } = await kernels.within(points, block, open, squaredRadius, pace);
    for (let i = 0; i < block.length; i += 1) degrees[from + i] = starts[i + 1] - starts[i];
  });

  async function take(place: number, pace: Step): Promise<number> {
    const ball = await kernels.within(points, rows.subarray(place, place + 1), rows, squaredRadius, pace);
    const anew = ball.places.filter((i) => covered[i] === 0);
    for (const i of anew) covered[i] = 1;
    const lost = anew.map((i) => rows[i]);
    await inBlocks(lost, rows.length, pace, async (block, _from, inner) => {
      const { places } = await kernels.within(points, block, rows, squaredRadius, inner);
      for (const i of places) degrees[i] -= 1;
    });
    return anew.length;
  }

  return { degrees, covered, take };
}

async function inBlocks(
  rows: Int32Array,
  among: number,
  step: Step,
  work: (block: Int32Array, from: number, step: Step) => Promise<void>,
): Promise<void> {
  const size = Math.max(1, Math.floor(PAIRS_AT_ONCE / Math.max(1, among)));
  for (let from = 0; from < rows.length; from += size) {
    const block = rows.subarray(from, from + size);
    await work(block, from, (share) => step((from + share * block.length) / rows.length));
  }
}
