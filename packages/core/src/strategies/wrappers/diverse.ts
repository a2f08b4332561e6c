/** The wrapper `+diverse`: a strategy's best candidates, spread out. */

import { takeRows } from "../../array/matrix.ts";
import { plainKernels } from "../../kernels/plain-kernels.ts";
import { shortNumber } from "../shared/grouped.ts";
import { stepper } from "../shared/pace.ts";
import type { Wrapper } from "./contract.ts";
import { partOf, rankedBy, wrapped } from "./wrapped.ts";

const declared = {
  name: "diverse",
  title: "spread out",
  paper:
    "the prefilter of Zhdanov 2019, Diverse mini-batch Active Learning, arXiv 1901.05954, then k-center greedy " +
    "(Sener and Savarese 2018, arXiv 1708.00489) weighted by rank",
  parameters: [
    {
      name: "diverseFrom",
      type: "number",
      default: 10,
      min: 1,
      max: 10000,
      help: "how many batches of the strategy's best candidates the batch is spread over",
    },
  ],
  cost: "O(m d (labelled + b)) time for the m best, m = `diverseFrom` b",
  avoidWhen: "the embeddings say nothing about the task",
} as const satisfies Omit<Wrapper, "wrap">;

const RANKING = 0.5; // share of the progress

/**
 * The strategy ranks the m = `diverseFrom` x batch best candidates. From them items are picked one at a time, each with
 * the highest (1 - r / m) D, r its rank from 0 and D its distance to the nearest item labelled or picked; while there is
 * none the first of the ranking is picked. The rank weighs, and not the score, because scores of different strategies
 * have no common scale or sign. The score is (1 - r / m) D when the item was picked; that of a first pick without any
 * labelled item is its distance to the farthest of the m.
 *
 * Departure: Zhdanov clusters the m by weighted k-means and takes the item nearest to each centre; k-center greedy is
 * exact, keeps away from labelled items too, and cannot be drawn to an outlier that the strategy did not ask for.
 */
export const diverse: Wrapper = {
  ...declared,
  wrap(strategy) {
    const best = (items: number, batch: number, share: number): number =>
      Math.min(items, Math.max(batch, Math.round(share * batch)));
    return wrapped(declared, strategy, {
      needs: ["embeddings"],
      work(size, { diverseFrom }, inner) {
        const m = best(size.items, size.batch, diverseFrom as number);
        return (
          strategy.work({ ...size, batch: m }, inner) + m * size.dimensions * (size.labelled + size.batch)
        );
      },
      memory(size, { diverseFrom }, inner) {
        const m = best(size.items, size.batch, diverseFrom as number);
        const own = 300 * m + 4 * size.labelled * size.dimensions;
        return Math.max(strategy.memory({ ...size, batch: m }, inner), own) + 200 * m;
      },
      async select(signals, request, { diverseFrom }, inner, context) {
        const { ids, labelled, candidates, batchSize } = request;
        const { nearest, distances } = context?.kernels ?? plainKernels;
        const embeddings = signals.embeddings!;
        const m = best(candidates.length, batchSize, diverseFrom as number);
        const ranked = await rankedBy(strategy, m, signals, request, inner, partOf(context, 0, RANKING));
        const step = stepper(context, RANKING, 1);
        const squared = new Float64Array(m).fill(Infinity);
        const near = new Int32Array(m).fill(-1);
        const take = (measured: Float64Array, rowOf: (rank: number) => number): void => {
          for (let r = 0; r < m; r += 1) {
            if (measured[r] >= squared[r]) continue;
            squared[r] = measured[r];
            near[r] = rowOf(r);
          }
        };
        const total = labelled.length + batchSize;
        if (labelled.length > 0) {
          const known = await nearest(embeddings, ranked.picks, takeRows(embeddings, labelled), (share) =>
            step((share * labelled.length) / total),
          );
          take(known.squared, (r) => labelled[known.places[r]]);
        }

        const isLabelled = new Set(labelled);
        const isTaken = new Uint8Array(m);
        const picks = new Int32Array(batchSize);
        const scores = new Float64Array(batchSize);
        const why: string[] = [];
        for (let b = 0; b < batchSize; b += 1) {
          await step((labelled.length + b) / total);
          const rank = farthest(squared, isTaken);
          const row = ranked.picks[rank];
          const [from, distance] = [near[rank], Math.sqrt(squared[rank])];
          isTaken[rank] = 1;
          picks[b] = row;
          take(
            await distances(embeddings, ranked.picks, takeRows(embeddings, [row]), async () => {}),
            () => row,
          );
          scores[b] =
            from < 0 ? Math.sqrt(squared.reduce((a, c) => Math.max(a, c))) : (1 - rank / m) * distance;
          const spread =
            from < 0
              ? "first of the batch"
              : `${shortNumber(distance)} from its nearest ${isLabelled.has(from) ? "labelled item" : "item already in this batch"} (${ids[from]})`;
          why.push(`${ranked.why[rank]}; ${spread}`);
        }
        await step(1);
        return { picks, scores, why };
      },
    });
  },
};

/** The place of the highest (1 - place / m) D that is not taken, the first of equals. */
function farthest(squared: Float64Array, isTaken: Uint8Array): number {
  const m = squared.length;
  let best = -1;
  let highest = -Infinity;
  for (let r = 0; r < m; r += 1) {
    if (isTaken[r] === 1) continue;
    const value = (1 - r / m) * Math.sqrt(squared[r]);
    if (value > highest) {
      highest = value;
      best = r;
    }
  }
  return best;
}
