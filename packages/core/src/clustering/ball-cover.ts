/** How many items not covered yet lie in the ball around each item, kept up to date while balls are taken. */

import type { Matrix } from "../contracts.ts";
import type { Kernels, Step } from "../kernels/contract.ts";
import { ballGraph } from "./ball-graph.ts";

/** A cover that grows. */
export interface BallCover {
  readonly degrees: Int32Array; // (rows), items not covered yet in the ball around each, itself included
  readonly covered: Uint8Array; // (rows)
  /** Covers the ball around the item at `place`. @returns how many items it covered anew */
  take(place: number, step: Step): Promise<number>;
}

const MOST_KEPT = 4e8; // bytes

/** Bytes that a cover of n items may take at the peak. */
export function ballCoverMemory(n: number): number {
  return Math.min(MOST_KEPT, 6 * n * n) + 50 * n + 1e8;
}

/**
 * The graph of Probability Coverage, x -> y where ||x - y||^2 <= squaredRadius. The ball around each item that is not
 * covered names the items that would cover it, whose degrees count it, and whose degrees fall when it is covered. Those
 * balls are kept up to 400 megabytes; the others are measured again when they are needed, each at most once, so memory
 * is bounded for any radius.
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
  mostKept: number = MOST_KEPT,
): Promise<BallCover> {
  const open = covered.map((one) => 1 - one);
  const { degrees, visitBalls } = await ballGraph(points, rows, squaredRadius, open, kernels, step, mostKept);
  return {
    degrees,
    covered,
    async take(place, pace) {
      const anew: number[] = [];
      await visitBalls(
        Int32Array.of(place),
        (y) => {
          if (covered[y] === 0) anew.push(y);
        },
        pace,
      );
      for (const y of anew) covered[y] = 1;
      await visitBalls(Int32Array.from(anew), (x) => (degrees[x] -= 1), pace);
      return anew.length;
    },
  };
}
