/** Greedy maximisation that looks at every item each time, for functions that are not submodular. */

import type { Gains, Greedy, GreedyPace } from "./lazy-greedy.ts";

const OPERATIONS_A_STEP = 2e7; // some tens of milliseconds between two steps

/** Takes `count` items, each the one of the largest gain at that moment, of equal gains the earlier place. */
export async function plainGreedy(
  { items, evaluate, take }: Omit<Gains, "first">,
  count: number,
  { step, operations }: Omit<GreedyPace, "together">,
): Promise<Greedy> {
  const left = Int32Array.from({ length: items }, (_, place) => place);
  const places = new Int32Array(count);
  const gains = new Float64Array(count);
  const now = new Float64Array(items);
  const piece = Math.max(1, Math.floor(OPERATIONS_A_STEP / Math.max(1, operations)));
  let evaluations = 0;
  for (let taken = 0; taken < count; taken += 1) {
    const size = items - taken;
    for (let start = 0; start < size; start += piece) {
      await step((taken + start / size) / count);
      const end = Math.min(size, start + piece);
      await evaluate(left.subarray(start, end), now.subarray(start, end));
    }
    evaluations += size;
    let best = 0;
    for (let i = 1; i < size; i += 1) if (now[i] > now[best]) best = i;
    places[taken] = left[best];
    gains[taken] = now[best];
    left.copyWithin(best, best + 1, size); // keeps the order of the rest
    await take(places[taken], gains[taken]);
  }
  await step(1);
  return { places, gains, evaluations };
}
