/** Which items lie in the balls around others: every pair is measured once, and kept while there is room. */

import type { Matrix } from "../contracts.ts";
import type { Kernels, Neighbourhoods, Step } from "../kernels/contract.ts";

/** The pairs ||x - y||^2 <= squaredRadius of some rows with those of them that are open. */
export interface BallGraph {
  readonly degrees: Int32Array; // (rows), open items in the ball around each, itself included
  /** Calls `visit` with every place in the balls around some places, one ball after the other. */
  visitBalls(places: Int32Array, visit: (place: number) => void, step: Step): Promise<void>;
}

const PAIRS_AT_ONCE = 2e6; // expected of a block of balls
const FIRST_BLOCK = 64;
const LARGEST_BLOCK = 4096; // the kernels gain nothing by more, and places within a block fit in 16 bits
const VISITS_A_STEP = 1e6;

/** A block of balls around open items that lie one behind the other in the graph's order. */
interface Block {
  readonly from: number;
  readonly to: number;
  /** What the balls hold from the block itself on, as places after `from`. */
  readonly later: Neighbourhoods;
  /** For each open item behind the block, which of the block's balls hold it, as places in the block. */
  readonly earlierStarts: Int32Array;
  readonly earlier: Uint16Array;
}

/**
 * Open items are put first, and block by block their balls are measured among what is not before the block: a pair is
 * measured once, n^2 d / 2 multiply-adds when all are open. Blocks are as large as their expected number of pairs
 * allows. They are kept while they take no more than `mostKept` bytes; a ball of which a part is not kept is measured
 * again when it is asked for.
 *
 * @param open (n), 1 for what counts in degrees
 */
export async function ballGraph(
  points: Matrix,
  rows: Int32Array,
  squaredRadius: number,
  open: Uint8Array,
  kernels: Kernels,
  step: Step,
  mostKept: number,
): Promise<BallGraph> {
  const every = Int32Array.from(rows.keys());
  const order = Int32Array.from([
    ...every.filter((i) => open[i] === 1),
    ...every.filter((i) => open[i] !== 1),
  ]);
  const ordered = order.map((place) => rows[place]);
  const positions = new Int32Array(rows.length);
  order.forEach((place, position) => (positions[place] = position));
  const opened = open.reduce((sum, one) => sum + (one === 1 ? 1 : 0), 0);
  const degrees = new Int32Array(rows.length);
  const blocks: Block[] = [];
  let left = mostKept;
  let size = FIRST_BLOCK;
  for (let from = 0; from < opened;) {
    const to = Math.min(opened, from + size);
    const later = await kernels.within(
      points,
      ordered.subarray(from, to),
      ordered.subarray(from),
      squaredRadius,
      (share) => step(shareOfPairs(from + share * (to - from), opened, rows.length)),
    );
    count(later, from, to);
    const bytes = 8 * (to - from) + 4 * (opened - to) + 6 * later.places.length;
    if (left >= bytes) blocks.push(blockOf(later, from, to, opened));
    left = left >= bytes ? left - bytes : 0;
    size = nextSize(to - from, later.places.length);
    from = to;
  }
  await step(1);

  function count({ starts, places }: Neighbourhoods, from: number, to: number): void {
    for (let i = 0; i < to - from; i += 1) {
      let behind = 0;
      for (let p = starts[i]; p < starts[i + 1]; p += 1) {
        const position = from + places[p];
        degrees[order[position]] += 1;
        if (position >= to && position < opened) behind += 1;
      }
      degrees[order[from + i]] += behind;
    }
  }

  /** Whether the whole ball around a position is kept; if so its places are visited. */
  function visitKept(position: number, visit: (place: number) => void): boolean {
    const last = blocks.at(-1);
    if (last === undefined || position >= last.to) return false;
    for (const { from, to, later, earlierStarts, earlier } of blocks) {
      if (position < to) {
        const { starts, places } = later;
        const i = position - from;
        for (let p = starts[i]; p < starts[i + 1]; p += 1) visit(order[from + places[p]]);
        return true;
      }
      const i = position - to;
      for (let p = earlierStarts[i]; p < earlierStarts[i + 1]; p += 1) visit(order[from + earlier[p]]);
    }
    return false;
  }

  return {
    degrees,
    async visitBalls(places, visit, pace) {
      let visits = 0;
      const counted = (place: number): void => {
        visits += 1;
        visit(place);
      };
      const unknown: number[] = [];
      for (const place of places) {
        if (!visitKept(positions[place], counted)) unknown.push(rows[place]);
        if (visits < VISITS_A_STEP) continue;
        visits = 0;
        await pace(0);
      }
      const centres = Int32Array.from(unknown);
      for (let from = 0, some = FIRST_BLOCK; from < centres.length;) {
        const to = Math.min(centres.length, from + some);
        const balls = await kernels.within(points, centres.subarray(from, to), rows, squaredRadius, (share) =>
          pace((from + share * (to - from)) / centres.length),
        );
        balls.places.forEach(visit);
        some = nextSize(to - from, balls.places.length);
        from = to;
      }
    },
  };
}

/** How many balls to measure next, when so many held so many pairs. */
function nextSize(balls: number, pairs: number): number {
  const fitting = Math.floor((PAIRS_AT_ONCE * balls) / Math.max(1, pairs));
  return Math.max(1, Math.min(LARGEST_BLOCK, 8 * balls, fitting));
}

/** Share of the pairs that are measured when the balls of `done` items are. */
function shareOfPairs(done: number, opened: number, n: number): number {
  return (done * (n - done / 2)) / (opened * (n - opened / 2));
}

function blockOf(later: Neighbourhoods, from: number, to: number, opened: number): Block {
  const { starts, places } = later;
  const earlierStarts = new Int32Array(opened - to + 1);
  const behind = (p: number): number => from + places[p] - to;
  for (let p = 0; p < places.length; p += 1)
    if (behind(p) >= 0 && behind(p) < opened - to) earlierStarts[behind(p) + 1] += 1;
  for (let i = 0; i < opened - to; i += 1) earlierStarts[i + 1] += earlierStarts[i];
  const earlier = new Uint16Array(earlierStarts[opened - to]);
  const next = earlierStarts.slice();
  for (let i = 0; i < to - from; i += 1)
    for (let p = starts[i]; p < starts[i + 1]; p += 1)
      if (behind(p) >= 0 && behind(p) < opened - to) earlier[next[behind(p)]++] = i;
  return { from, to, later, earlierStarts, earlier };
}
