/** The wrapper `+balanced`: a strategy's ranking, spent evenly over the predicted classes. */

import type { SelectionSize, Strategy } from "../contract.ts";
import type { ParameterValue } from "../contract.ts";
import { grouped } from "../shared/grouped.ts";
import { pacer } from "../shared/pace.ts";
import type { Wrapper } from "./contract.ts";
import { partOf, rankedBy, wrapped } from "./wrapped.ts";

const declared = {
  name: "balanced",
  title: "balanced over predicted classes",
  paper:
    "the aim of Bengar et al. 2022, Class-Balanced Active Learning for Image Classification, arXiv 2110.04543, " +
    "reached greedily",
  parameters: [
    {
      name: "balancedFrom",
      type: "number",
      default: "auto",
      auto: "all candidates where ranking them costs the strategy at most twice what the batch does, else 50 batches",
      min: 1,
      max: 1e6,
      help: "how many batches of the strategy's best candidates the classes are looked for among",
    },
  ],
  cost: "O(m k) time for the m candidates ranked",
  avoidWhen:
    "the classes are unequal where the model will be used too, or the model cannot tell them apart yet",
} as const satisfies Omit<Wrapper, "wrap">;

const DEEP = 50; // batches
const RANKING = 0.9; // share of the progress

/**
 * Each class begins with its number of labelled items. Then, for every pick, the class with the fewest items among those
 * that a candidate of the ranking is predicted to be in gives its best-ranked candidate, and its number rises by one; of
 * classes with equally few the one whose candidate ranks highest. So the batch makes up for what the labels lack. The
 * score of a pick is the strategy's own.
 *
 * Departure: the paper solves an integer program for the expected distance from uniform; with predicted classes taken
 * for true the greedy rule reaches its minimum.
 */
export const balanced: Wrapper = {
  ...declared,
  wrap(strategy) {
    return wrapped(declared, strategy, {
      needs: ["probabilities", "labels"],
      work(size, { balancedFrom }, inner) {
        const m = rankedCount(strategy, size, balancedFrom, inner);
        return strategy.work({ ...size, batch: m }, inner) + m * (size.classes + 10);
      },
      memory(size, { balancedFrom }, inner) {
        const m = rankedCount(strategy, size, balancedFrom, inner);
        return strategy.memory({ ...size, batch: m }, inner) + 300 * m;
      },
      async select(signals, request, { balancedFrom }, inner, context) {
        const { labelled, candidates, batchSize } = request;
        const { cols, data } = signals.probabilities!;
        const size = {
          items: candidates.length,
          labelled: labelled.length,
          batch: batchSize,
          dimensions: signals.embeddings?.cols ?? 0,
          classes: cols,
          members: signals.passes?.members ?? signals.committee?.members ?? 0,
        };
        const m = rankedCount(strategy, size, balancedFrom, inner);
        const ranked = await rankedBy(strategy, m, signals, request, inner, partOf(context, 0, RANKING));
        const queues = new Map<number, number[]>(); // ranks of each predicted class, best last
        for (let rank = m - 1; rank >= 0; rank -= 1) {
          const start = ranked.picks[rank] * cols;
          let predicted = 0;
          for (let c = 1; c < cols; c += 1) if (data[start + c] > data[start + predicted]) predicted = c;
          if (!queues.has(predicted)) queues.set(predicted, []);
          queues.get(predicted)!.push(rank);
        }
        const counts = new Map<number, number>();
        for (const row of labelled) {
          const label = signals.labels![row];
          counts.set(label, (counts.get(label) ?? 0) + 1);
        }

        const chosen: number[] = [];
        const why: string[] = [];
        const pace = pacer(context, 1000);
        for (let b = 0; b < batchSize; b += 1) {
          if (b % 1000 === 0) await pace(Math.round(1000 * (RANKING + ((1 - RANKING) * b) / batchSize)));
          const scarce = scarcest(queues, counts);
          const rank = queues.get(scarce)!.pop()!;
          const had = counts.get(scarce) ?? 0;
          counts.set(scarce, had + 1);
          chosen.push(rank);
          why.push(`${ranked.why[rank]}; predicted to be of class ${scarce}, which had ${grouped(had)}`);
        }
        await pace(1000);
        return {
          picks: Int32Array.from(chosen, (rank) => ranked.picks[rank]),
          scores: Float64Array.from(chosen, (rank) => ranked.scores[rank]),
          why,
        };
      },
    });
  },
};

/** How many candidates the strategy ranks. */
function rankedCount(
  strategy: Strategy,
  size: SelectionSize,
  balancedFrom: ParameterValue,
  inner: Readonly<Record<string, ParameterValue>>,
): number {
  const { items, batch } = size;
  const first = (batches: number): number => Math.min(items, Math.max(batch, Math.round(batches * batch)));
  if (balancedFrom !== "auto") return first(balancedFrom as number);
  const isCheap = strategy.work({ ...size, batch: items }, inner) <= 2 * strategy.work(size, inner);
  return isCheap ? items : first(DEEP);
}

/** The class with the fewest items of those with a candidate left; of equals the one whose next candidate ranks first. */
function scarcest(
  queues: ReadonlyMap<number, readonly number[]>,
  counts: ReadonlyMap<number, number>,
): number {
  let best = -1;
  let key = [Infinity, Infinity];
  for (const [name, queue] of queues) {
    if (queue.length === 0) continue;
    const next = [counts.get(name) ?? 0, queue[queue.length - 1]];
    if (next[0] < key[0] || (next[0] === key[0] && next[1] < key[1])) {
      best = name;
      key = next;
    }
  }
  return best;
}
