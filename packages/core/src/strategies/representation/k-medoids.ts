/** The k-medoids strategy: items to which the rest of the pool is nearest on average. */

import { takeRows } from "../../array/matrix.ts";
import { naturalLog } from "../../array/natural-log.ts";
import { fasterPam } from "../../clustering/faster-pam.ts";
import { plusPlus } from "../../clustering/plus-plus.ts";
import type { Matrix } from "../../contracts.ts";
import type { Kernels, Step } from "../../kernels/contract.ts";
import { plainKernels } from "../../kernels/plain-kernels.ts";
import { defineStrategy } from "../shared/define-strategy.ts";
import { grouped, shortNumber } from "../shared/grouped.ts";
import { stepper } from "../shared/pace.ts";

const WHOLE = 3000; // up to here the cost is summed over all candidates
const MOST_DISTANCES = 2.5e8; // one gigabyte of float32
const DISTANCES_AT_ONCE = 2e6; // 16 megabytes of float64

/**
 * Minimises sum_o min_{j labelled or picked} ||x_j - x_o|| over batches, by swaps until none helps (`fasterPam`), from
 * D^2 sampling. The sum runs over all candidates up to 3,000 of them, above that over a random sample of
 * m = max(100 ln(b n), 5 b), fewer where n m distances would take more than a gigabyte: every candidate may be a medoid,
 * and 100 ln(b n) is enough to find the swaps that the whole sum would (de Mathelin et al. 2025, arXiv 2501.19285). The
 * score of a pick is the number of candidates nearest to it.
 *
 * *Departures:* labelled items are medoids that stay. A sampled item stands for those around it, so as a medoid it lies
 * at the distance of the nearest other sampled item from itself, not at zero.
 */
export const kMedoids = defineStrategy({
  name: "k-medoids",
  title: "k-medoids (FasterPAM)",
  paper:
    "Schubert and Rousseeuw 2021, Fast and eager k-medoids clustering, arXiv 2008.05171, FasterPAM; over a sample as " +
    "de Mathelin et al. 2025, OneBatchPAM, arXiv 2501.19285",
  needs: ["embeddings"],
  parameters: [
    {
      name: "sample",
      type: "integer",
      default: "auto",
      auto: "all up to 3,000 candidates, else max(100 ln(b n), 5 b), within a gigabyte",
      min: 2,
      max: 1e6,
      help: "how many candidates, drawn at random, the cost is summed over; never fewer than the batch",
    },
  ],
  cost: "O(n m d) time for the distances to a sample of m, O(n (m + b)) a pass of swaps; O(n m) memory",
  avoidWhen: "rare kinds of item matter: medoids stand where many items are",
  scoresFall: true,
  work({ items, dimensions, batch, labelled }, { sample }) {
    const m = sampleSize(items, batch, sample);
    return items * dimensions * (m + batch + labelled) + 200 * items * (m + batch);
  },
  memory({ items, batch, labelled, dimensions }, { sample }) {
    const m = sampleSize(items, batch, sample);
    return 4 * items * m + 60 * items + 4 * (labelled + batch) * dimensions + 5e7;
  },
  async select({ embeddings }, { labelled, candidates, batchSize, key }, params, context) {
    const kernels = context?.kernels ?? plainKernels;
    const n = candidates.length;
    const sampled = sampleSize(n, batchSize, params.sample);
    const sample = candidates.subarray(0, sampled); // the order of candidates is random
    const centres = takeRows(embeddings, labelled);
    const nearestLabelled = async (rows: Int32Array, step: Step): Promise<Float64Array> =>
      labelled.length === 0
        ? new Float64Array(rows.length).fill(Infinity)
        : (await kernels.nearest(embeddings, rows, centres, step)).squared;

    const distances = await distancesTo(embeddings, candidates, sample, kernels, stepper(context, 0, 0.5));
    const squaredFixed = await nearestLabelled(sample, stepper(context, 0.5, 0.55));
    const { places: start } = await plusPlus({
      items: sampled,
      count: batchSize,
      centres: labelled.length > 0 ? squaredFixed : undefined,
      async approach(place, lower) {
        for (let i = 0; i < sampled; i += 1) lower(i, distances[place * sampled + i] ** 2);
      },
      key,
      step: (done) => stepper(context, 0.55, 0.6)(done / batchSize),
    });
    const toFixed = squaredFixed.map(Math.sqrt);
    const problem = { items: n, sampled, distances, toFixed, start };
    const { places, swaps } = await fasterPam(problem, stepper(context, 0.6, 0.9));

    const medoids = takeRows(
      embeddings,
      places.map((place) => candidates[place]),
    );
    const own = await kernels.nearest(embeddings, candidates, medoids, stepper(context, 0.9, 0.95));
    const fixed = await nearestLabelled(candidates, stepper(context, 0.95, 1));
    const sizes = new Float64Array(batchSize);
    const sums = new Float64Array(batchSize);
    let cost = 0;
    for (let i = 0; i < n; i += 1) {
      cost += Math.sqrt(Math.min(own.squared[i], fixed[i]));
      if (fixed[i] <= own.squared[i]) continue;
      sizes[own.places[i]] += 1;
      sums[own.places[i]] += Math.sqrt(own.squared[i]);
    }
    const order = Array.from(places.keys()).sort((a, b) => sizes[b] - sizes[a] || places[a] - places[b]);
    await stepper(context)(1);
    return {
      picks: Int32Array.from(order, (slot) => candidates[places[slot]]),
      scores: Float64Array.from(order, (slot) => sizes[slot]),
      why: order.map((slot) =>
        sizes[slot] === 0
          ? "a medoid to which no item is nearest: there are fewer different items than picks"
          : `the medoid of ${grouped(sizes[slot])} of ${grouped(n)} candidates, ` +
            `${shortNumber(sums[slot] / sizes[slot])} away on average`,
      ),
      facts: { meanDistance: cost / n, swaps, summedOver: sampled },
    };
  },
});

function sampleSize(items: number, batch: number, asked: number | "auto"): number {
  if (asked !== "auto") return Math.min(items, Math.max(asked, batch));
  if (items <= WHOLE) return items;
  const enough = Math.max(Math.ceil(100 * naturalLog(batch * items)), 5 * batch);
  return Math.min(items, Math.max(batch, Math.min(enough, Math.floor(MOST_DISTANCES / items))));
}

/** Distances of each row to each of the sample, (rows, sample); of a sampled row to itself as the strategy says. */
async function distancesTo(
  points: Matrix,
  rows: Int32Array,
  sample: Int32Array,
  kernels: Kernels,
  step: Step,
): Promise<Float32Array> {
  const m = sample.length;
  const out = new Float32Array(rows.length * m);
  const size = Math.max(1, Math.floor(DISTANCES_AT_ONCE / m));
  for (let from = 0; from < rows.length; from += size) {
    const block = takeRows(points, rows.subarray(from, from + size));
    const squared = await kernels.distances(points, sample, block, (share) =>
      step((from + share * block.rows) / rows.length),
    );
    for (let at = 0; at < squared.length; at += 1) out[from * m + at] = Math.sqrt(squared[at]);
  }
  if (m === rows.length || m < 2) return out;
  for (let i = 0; i < m; i += 1) {
    let nearest = Infinity;
    for (let o = 0; o < m; o += 1) if (o !== i) nearest = Math.min(nearest, out[i * m + o]);
    out[i * m + i] = nearest;
  }
  return out;
}
