/** The core-set strategy: items farthest from everything labelled or already picked. */

import type { Key, Selection, Strategy } from "../contracts.ts";
import { orderDescending, tieBreaker } from "../array/order.ts";
import { split, uniformFor } from "../random/key.ts";
import { checkRequest } from "./shared/check-request.ts";
import { shortNumber } from "./shared/grouped.ts";
import { nearestCentres } from "./shared/nearest-centres.ts";
import { pacer } from "./shared/pace.ts";
import { drawSubset, subsetParameter } from "./shared/subset.ts";

const PRODUCTS_A_CHUNK = 5e7; // some tens of milliseconds between two looks at the abort

/**
 * k-center greedy: u = argmax_{i not in s} min_{j in s} ||x_i - x_j||, s <- s + u, beginning from the labelled items;
 * at most twice the optimal radius. The score of a pick is its distance at the moment it was chosen, so scores never
 * rise. When nothing is labelled the first pick is random by key, and its score is the distance to the farthest
 * candidate. Ties go by key, then by item id. Distances are exact to float64, summed in index order.
 */
export const coreSet: Strategy = {
  name: "core-set",
  title: "Core-set (k-center greedy)",
  paper:
    "Sener and Savarese 2018, Active Learning for CNNs: A Core-Set Approach, arXiv 1708.00489, algorithm 1",
  needs: ["embeddings"],
  parameters: [subsetParameter(1)],
  cost: "O(n d (labelled + b)) time, O(n) memory beside the embeddings",
  avoidWhen: "the pool holds many outliers or broken images: it finds them first",
  prefix: true,
  async select(signals, request, context): Promise<Selection> {
    const { subset } = checkRequest(coreSet, signals, request);
    const { ids, labelled, batchSize } = request;
    const pool = drawSubset(request, subset);
    const names = Array.from(pool, (item) => ids[item]);
    const pace = pacer(context, labelled.length + batchSize);
    const nearest = nearestCentres(signals.embeddings!, pool);

    // In order of id, so that of two equally near labelled items the same one is named whatever the order given.
    const centres = labelled.slice().sort((a, b) => (ids[a] < ids[b] ? -1 : 1));
    const chunk = Math.max(1, Math.floor(PRODUCTS_A_CHUNK / (pool.length * signals.embeddings!.cols)));
    for (let start = 0; start < centres.length; start += chunk) {
      await pace(start);
      nearest.add(centres.subarray(start, start + chunk));
    }

    const before = tieBreaker(names, request.key);
    const picked = new Uint8Array(pool.length);
    const picks = new Int32Array(batchSize);
    const scores = new Float64Array(batchSize);
    const why: string[] = [];
    for (let b = 0; b < batchSize; b += 1) {
      await pace(labelled.length + b);
      const isFirst = b === 0 && labelled.length === 0;
      const place = isFirst ? randomFirst(names, request.key) : farthest(nearest.squared, picked, before);
      const from = nearest.centre[place];
      const squared = nearest.squared[place];
      picked[place] = 1;
      picks[b] = pool[place];
      nearest.add(picks.subarray(b, b + 1));
      scores[b] = Math.sqrt(isFirst ? largest(nearest.squared) : squared);
      const kind = picks.subarray(0, b).includes(from) ? "item already in this batch" : "labelled item";
      why.push(
        isFirst
          ? "drawn at random: nothing is labelled yet"
          : `${shortNumber(scores[b])} from its nearest ${kind} (${ids[from]})`,
      );
    }
    await pace(labelled.length + batchSize);
    return { picks, scores, why };
  },
};

function randomFirst(names: readonly string[], key: Key): number {
  const draws = split(key, "first-centre");
  const scores = Float64Array.from(names, (id) => uniformFor(draws, id));
  return orderDescending(scores, names, key)[0];
}

function largest(values: Float64Array): number {
  return values.reduce((a, b) => Math.max(a, b));
}

function farthest(
  squared: Float64Array,
  picked: Uint8Array,
  before: (a: number, b: number) => boolean,
): number {
  let best = -1;
  let bestSquared = -1;
  for (let i = 0; i < squared.length; i += 1) {
    if (picked[i] === 1 || squared[i] < bestSquared) continue;
    if (squared[i] > bestSquared || before(i, best)) {
      best = i;
      bestSquared = squared[i];
    }
  }
  return best;
}
