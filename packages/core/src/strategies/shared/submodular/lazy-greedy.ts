/** Greedy maximisation that looks again only at what could still be the best. */

import type { Step } from "../../../kernels/contract.ts";

/** A set function as its marginal gains: what one more item would add to what was taken. */
export interface Gains {
  /** Number of items; they are places 0 to items - 1. */
  readonly items: number;
  /** The gain of every item before the first is taken; from `evaluate`, piece by piece, unless given. */
  first?(): Promise<Float64Array>;
  /** Writes the gain of places[i], given what was taken so far, to out[i]. */
  evaluate(places: Int32Array, out: Float64Array): void | Promise<void>;
  /** Takes an item for good; `gain` is what it adds. */
  take(place: number, gain: number): void | Promise<void>;
}

/** How the work is cut into pieces. */
export interface GreedyPace {
  readonly step: Step;
  /** Multiply-adds, or the like, of one evaluation: sets how many lie between two steps. */
  readonly operations: number;
  /** How many outdated items are evaluated in one call; 1 unless given. */
  readonly together?: number;
}

/** The items taken, in order, and what each added; `evaluations` counts the gains that were computed. */
export interface Greedy {
  readonly places: Int32Array;
  readonly gains: Float64Array;
  readonly evaluations: number;
}

const OPERATIONS_A_STEP = 2e7; // some tens of milliseconds between two steps

/**
 * Takes `count` items, each the one of the largest gain at that moment, of equal gains the earlier place. Where gains
 * never rise as more is taken (the function is submodular), an outdated gain is an upper bound, and an item whose
 * up-to-date gain is at the top of the queue is the best without looking at the rest. The picks are those of looking
 * at every item every time, to the last one, if the gains never rise as they are rounded too.
 *
 * Source: Minoux 1978, Accelerated greedy algorithms for maximizing submodular set functions, doi 10.1007/BFb0006528.
 */
export async function lazyGreedy(
  { items, first, evaluate, take }: Gains,
  count: number,
  { step, operations, together = 1 }: GreedyPace,
): Promise<Greedy> {
  const bounds = (await first?.()) ?? (await gainsOfAll());
  const pace = stepAfter(step, operations);
  const queue = heap(bounds);
  const seen = new Int32Array(items); // how many had been taken when the gain was computed
  const places = new Int32Array(count);
  const gains = new Float64Array(count);
  const outdated = new Int32Array(together);
  const fresh = new Float64Array(together);
  let evaluations = items;
  for (let taken = 0; taken < count; taken += 1) {
    while (seen[queue.top()] !== taken) {
      let found = 0;
      while (found < together && queue.size() > 0 && seen[queue.top()] !== taken)
        outdated[found++] = queue.pop();
      await evaluate(outdated.subarray(0, found), fresh.subarray(0, found));
      for (let i = 0; i < found; i += 1) {
        bounds[outdated[i]] = fresh[i];
        seen[outdated[i]] = taken;
        queue.push(outdated[i]);
      }
      evaluations += found;
      await pace(found, 0.5 + (0.5 * taken) / count);
    }
    const best = queue.pop();
    places[taken] = best;
    gains[taken] = bounds[best];
    await take(best, bounds[best]);
    await pace(1, 0.5 + (0.5 * taken) / count);
  }
  await step(1);
  return { places, gains, evaluations };

  async function gainsOfAll(): Promise<Float64Array> {
    const out = new Float64Array(items);
    const piece = Math.max(1, Math.floor(OPERATIONS_A_STEP / Math.max(1, operations)));
    for (let start = 0; start < items; start += piece) {
      await step((0.5 * start) / items);
      const some = Int32Array.from({ length: Math.min(piece, items - start) }, (_, i) => start + i);
      await evaluate(some, out.subarray(start, start + some.length));
    }
    return out;
  }
}

/** Steps each time some tens of milliseconds' worth of evaluations have passed. */
function stepAfter(
  step: Step,
  operations: number,
): (evaluations: number, share: number) => Promise<void> | undefined {
  let since = 0;
  return (evaluations, share) => {
    since += evaluations * operations + 100;
    if (since < OPERATIONS_A_STEP) return undefined;
    since = 0;
    return step(share);
  };
}

/** A priority queue of the places of `bounds`, the largest first, of equal ones the earlier place. */
function heap(bounds: Float64Array): {
  size(): number;
  top(): number;
  pop(): number;
  push(place: number): void;
} {
  const at = Int32Array.from(bounds.keys());
  let size = at.length;
  const before = (a: number, b: number): boolean =>
    bounds[a] > bounds[b] || (bounds[a] === bounds[b] && a < b);
  for (let i = (size >> 1) - 1; i >= 0; i -= 1) sink(i);

  function sink(from: number): void {
    const place = at[from];
    let i = from;
    for (;;) {
      let child = 2 * i + 1;
      if (child >= size) break;
      if (child + 1 < size && before(at[child + 1], at[child])) child += 1;
      if (!before(at[child], place)) break;
      at[i] = at[child];
      i = child;
    }
    at[i] = place;
  }

  function push(place: number): void {
    let i = size;
    size += 1;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if (!before(place, at[parent])) break;
      at[i] = at[parent];
      i = parent;
    }
    at[i] = place;
  }

  function pop(): number {
    const first = at[0];
    size -= 1;
    if (size > 0) {
      at[0] = at[size];
      sink(0);
    }
    return first;
  }

  return { size: () => size, top: () => at[0], pop, push };
}
