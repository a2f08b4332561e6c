/** The cluster-margin strategy: narrow margins, taken in turn from clusters of the pool, small clusters first. */

import type { Kernels, Step } from "../../kernels/contract.ts";
import type { Matrix } from "../../contracts.ts";
import { takeRows } from "../../array/matrix.ts";
import { descendingPlaces } from "../../array/order.ts";
import { rowNarrowness } from "../../array/row-narrowness.ts";
import { averageLinkage, clustersBelow, cutInto } from "../../clustering/average-linkage.ts";
import { plainKernels } from "../../kernels/plain-kernels.ts";
import { defineStrategy } from "../shared/define-strategy.ts";
import { grouped, shortNumber } from "../shared/grouped.ts";
import { stepper } from "../shared/pace.ts";

const BLOCK = 64; // rows of the matrix of distances measured at once

/**
 * The candidates are clustered by average linkage on Euclidean distances and the hierarchy is cut where clusters are
 * `threshold` apart. The `breadth` x batch candidates with the narrowest margins are then visited cluster by cluster,
 * from the cluster with the fewest of them to that with the most, one item drawn at random at each visit, round after
 * round (algorithm 2). The score is the margin's narrowness, p_(2) - p_(1).
 *
 * Departure: the paper clusters the pool once before labelling begins; a selection here has no memory, so it clusters
 * what is left. Above `exact` candidates it does not cluster all of them, which would need n x n distances, but a k-center
 * summary: farthest-first centres, each weighing as many items as lie nearest to it.
 */
export const clusterMargin = defineStrategy({
  name: "cluster-margin",
  title: "Cluster-margin",
  paper:
    "Citovsky et al. 2021, Batch Active Learning at Scale, arXiv 2107.14263, the Cluster-Margin algorithm",
  needs: ["probabilities", "embeddings"],
  parameters: [
    {
      name: "breadth",
      type: "number",
      default: 10,
      min: 1,
      max: 1000,
      help: "how many batches of narrow margins are spread over clusters",
    },
    {
      name: "threshold",
      type: "number",
      default: "auto",
      auto: "where as many clusters as the batch has items are left",
      min: 0,
      max: 1e9,
      help: "mean distance at which clusters are no longer joined",
    },
    {
      name: "exact",
      type: "integer",
      default: 4000,
      min: 2,
      max: 20000,
      help: "the most candidates that are clustered one by one; more are summarised by centres first",
    },
    {
      name: "centres",
      type: "integer",
      default: 1000,
      min: 2,
      max: 20000,
      help: "how many k-center centres summarise a larger pool",
    },
  ],
  cost: "O(n^2 d) time and O(n^2) memory up to `exact` candidates, O(n d centres + centres^2) above",
  avoidWhen: "the embeddings form no clusters, or the batch is one item: it is the margin strategy then",
  work({ items, dimensions }, { exact, centres }) {
    const clustered = (points: number): number => points * points * (8 * dimensions + 4000);
    return items <= exact ? clustered(items) : 5 * items * dimensions * centres + clustered(centres);
  },
  memory({ items, dimensions }, { exact, centres }) {
    const points = items <= exact ? items : Math.min(centres, items);
    return 8 * points * points + 100 * items + points * (12 * dimensions + 100) + 8 * BLOCK * points;
  },
  async select({ probabilities, embeddings }, request, { breadth, threshold, exact, centres }, context) {
    const { candidates, batchSize } = request;
    const kernels = context?.kernels ?? plainKernels;
    const narrowness = Float64Array.from(candidates, (item) => rowNarrowness(probabilities, item));
    const summary =
      candidates.length <= exact
        ? { points: candidates, weights: new Float64Array(candidates.length).fill(1) }
        : await summarise(embeddings, candidates, centres, kernels, stepper(context, 0, 0.8));
    const from = summary.of === undefined ? 0 : 0.8;
    const distances = await distanceTable(embeddings, summary.points, kernels, stepper(context, from, 0.95));
    const hierarchy = await averageLinkage(distances, summary.weights, stepper(context, 0.95, 1));
    const clusters =
      threshold === "auto" ? Math.min(batchSize, summary.points.length) : clustersBelow(hierarchy, threshold);
    const clusterOf = cutInto(hierarchy, clusters);
    const narrow = descendingPlaces(narrowness).subarray(
      0,
      Math.max(batchSize, Math.round(breadth * batchSize)),
    );
    const visits = roundRobin(narrow, (place) => clusterOf[summary.of?.[place] ?? place], batchSize);
    const among =
      summary.of === undefined ? "" : `, clustered by ${grouped(summary.points.length)} k-center centres`;
    return {
      picks: Int32Array.from(visits, ({ place }) => candidates[place]),
      scores: Float64Array.from(visits, ({ place }) => narrowness[place]),
      why: visits.map(
        ({ place, round, size }) =>
          `margin ${shortNumber(Math.abs(narrowness[place]))}, drawn in round ${round} from a cluster with ` +
          `${grouped(size)} of the ${grouped(narrow.length)} narrowest margins${among}`,
      ),
      facts: { clusters },
    };
  },
});

interface Summary {
  readonly points: Int32Array; // rows of the embeddings
  readonly weights: Float64Array;
  /** For each candidate the place of its point; the candidate itself unless given. */
  readonly of?: Int32Array;
}

async function summarise(
  embeddings: Matrix,
  candidates: Int32Array,
  centres: number,
  kernels: Kernels,
  step: Step,
): Promise<Summary> {
  const count = Math.min(centres, candidates.length);
  const { places } = await kernels.farthestFirst(embeddings, candidates, new Int32Array(0), count, (share) =>
    step(share / 2),
  );
  const points = places.map((place) => candidates[place]);
  const nearest = await kernels.nearest(embeddings, candidates, takeRows(embeddings, points), (share) =>
    step((1 + share) / 2),
  );
  const weights = new Float64Array(count);
  for (const centre of nearest.places) weights[centre] += 1;
  return { points, weights: weights.map((weight) => Math.max(1, weight)), of: nearest.places };
}

/** Euclidean distances of every two of the rows, (rows, rows). */
async function distanceTable(
  embeddings: Matrix,
  rows: Int32Array,
  { distances }: Kernels,
  step: Step,
): Promise<Float64Array> {
  const n = rows.length;
  const out = new Float64Array(n * n);
  for (let start = 0; start < n; start += BLOCK) {
    const block = takeRows(embeddings, rows.subarray(start, start + BLOCK));
    const squared = await distances(embeddings, rows, block, (share) =>
      step((start + share * block.rows) / n),
    );
    for (let i = 0; i < squared.length; i += 1) out[start * n + i] = Math.sqrt(squared[i]);
  }
  return out;
}

interface Visit {
  readonly place: number;
  readonly round: number;
  readonly size: number; // items of the cluster among those visited
}

/**
 * `count` of the places, one a cluster and round, clusters with fewer places first. Places stand for candidates in a
 * random order, so the lowest one left of a cluster is a random draw.
 */
function roundRobin(places: Int32Array, clusterOf: (place: number) => number, count: number): Visit[] {
  const clusters = new Map<number, number[]>();
  for (const place of places.slice().sort()) {
    const cluster = clusterOf(place);
    if (!clusters.has(cluster)) clusters.set(cluster, []);
    clusters.get(cluster)!.push(place);
  }
  const order = Array.from(clusters.values()).sort((p, q) => p.length - q.length || p[0] - q[0]);
  const visits: Visit[] = [];
  for (let round = 1; visits.length < count; round += 1) {
    for (const cluster of order) {
      if (cluster.length >= round && visits.length < count)
        visits.push({ place: cluster[round - 1], round, size: cluster.length });
    }
  }
  return visits;
}
