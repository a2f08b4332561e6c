/** How many items not covered yet lie in the ball around each item, kept up to date while balls are taken. */

import type { Matrix } from "../contracts.ts";
import type { Kernels, Neighbourhoods, Step } from "../kernels/contract.ts";

/** A cover that grows. */
export interface BallCover {
  readonly degrees: Int32Array; // (rows), items not covered yet in the ball around each, itself included
  readonly covered: Uint8Array; // (rows)
  /** Covers the ball around the item at `place`. @returns how many items it covered anew */
  take(place: number, step: Step): Promise<number>;
}

const PAIRS_AT_ONCE = 4e6; // neighbourhoods of 16 megabytes at most
const MOST_KEPT = 5e7; // 200 megabytes

/**
 * The graph of Probability Coverage, x -> y where ||x - y||^2 <= squaredRadius. The ball around each item that is not
 * covered names the items that would cover it, whose degrees count it, and whose degrees fall when it is covered. Those
 * lists are kept while they hold fifty million items or fewer; beyond that they are measured again when they are needed,
 * each at most once, so memory is bounded for any radius.
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
  const degrees = new Int32Array(rows.length);
  const lists: (Int32Array | undefined)[] = Array.from({ length: rows.length });
  let kept = 0;
  const open = Int32Array.from(rows.keys()).filter((place) => covered[place] === 0);
  await eachBall(open, step, (place, ball) => {
    for (const x of ball) degrees[x] += 1;
    kept += ball.length;
    if (kept <= mostKept) lists[place] = ball.slice();
    else lists.fill(undefined);
  });

  async function eachBall(
    places: Int32Array,
    pace: Step,
    work: (place: number, ball: Int32Array) => void,
  ): Promise<void> {
    const size = Math.max(1, Math.floor(PAIRS_AT_ONCE / rows.length));
    for (let from = 0; from < places.length; from += size) {
      const block = places.subarray(from, from + size);
      const centres = block.map((place) => rows[place]);
      const balls = await kernels.within(points, centres, rows, squaredRadius, (share) =>
        pace((from + share * block.length) / places.length),
      );
      for (let i = 0; i < block.length; i += 1) work(block[i], ballOf(balls, i));
    }
  }

  async function take(place: number, pace: Step): Promise<number> {
    const anew: number[] = [];
    await withBalls(Int32Array.of(place), pace, (_place, ball) => {
      for (const y of ball) if (covered[y] === 0) anew.push(y);
    });
    for (const y of anew) covered[y] = 1;
    await withBalls(Int32Array.from(anew), pace, (_place, ball) => {
      for (const x of ball) degrees[x] -= 1;
    });
    return anew.length;
  }

  async function withBalls(
    places: Int32Array,
    pace: Step,
    work: (place: number, ball: Int32Array) => void,
  ): Promise<void> {
    const unknown = places.filter((place) => lists[place] === undefined);
    for (const place of places) {
      const ball = lists[place];
      if (ball !== undefined) work(place, ball);
    }
    await eachBall(unknown, pace, work);
  }

  return { degrees, covered, take };
}

function ballOf({ starts, places }: Neighbourhoods, i: number): Int32Array {
  return places.subarray(starts[i], starts[i + 1]);
}
