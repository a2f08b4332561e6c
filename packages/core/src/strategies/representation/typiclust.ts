/** The TypiClust strategy: the most typical item of each of the largest clusters without labels. */

import { joined } from "../../array/joined.ts";
import { unitRows } from "../../array/unit-rows.ts";
import { expectedIterations, kMeans } from "../../clustering/k-means.ts";
import { plainKernels } from "../../kernels/plain-kernels.ts";
import { defineStrategy } from "../shared/define-strategy.ts";
import { grouped, shortNumber } from "../shared/grouped.ts";
import { stepper } from "../shared/pace.ts";
import { typicality } from "../shared/typicality.ts";

const SMALL = 5; // clusters of so few items or fewer come last
const CLUSTERING = 0.6; // share of the progress

/**
 * Embeddings are scaled to length one. Labelled items and candidates together are clustered by k-means into
 * min(labelled + b, clusters) clusters; those of more than 5 items are put in order of fewest labelled items, then most
 * items. Pick i comes from cluster i modulo their number: the item that maximises
 * Typicality(x) = 1 / (mean over the K nearest of ||x - x_i|| + 1e-5) among what is left of the cluster, with
 * K = min(neighbours, half of what is left). The score of a pick is its typicality.
 *
 * *Departures:* the published code clusters by mini-batches above 50 clusters and averages squared distances; this
 * clusters all items and follows the paper. When the clusters of more than 5 items are used up, the smaller ones follow.
 */
export const typiclust = defineStrategy({
  name: "typiclust",
  title: "TypiClust",
  paper:
    "Hacohen, Dekel and Weinshall 2022, Active Learning on a Budget: Opposite Strategies Suit High and Low Budgets, " +
    "arXiv 2202.02794, the TypiClust algorithm and its typicality",
  needs: ["embeddings"],
  parameters: [
    {
      name: "neighbours",
      type: "integer",
      default: 20,
      min: 1,
      max: 1000,
      help: "the most neighbours that typicality is averaged over",
    },
    {
      name: "clusters",
      type: "integer",
      default: 500,
      min: 1,
      max: 10000,
      help: "the most clusters",
    },
  ],
  cost: "O(n d k) time an iteration of k-means for k clusters, then O(n^2 d / k); O(n d) memory",
  avoidWhen: "more than some twenty labels a class are known: margin or BADGE gain more then",
  work({ items, labelled, dimensions, batch }, params) {
    const n = items + labelled;
    const k = Math.min(n, params.clusters, labelled + batch);
    return (
      n * dimensions * k * (1 + expectedIterations(n, k)) +
      ((Math.min(batch, k) / k) * (n * n * dimensions)) / k
    );
  },
  memory({ items, labelled, dimensions, batch }, params) {
    const n = items + labelled;
    return 4 * n * dimensions + 80 * n + 16 * Math.min(params.clusters, labelled + batch) * dimensions;
  },
  async select({ embeddings }, { labelled, candidates, batchSize, key }, params, context) {
    const kernels = context?.kernels ?? plainKernels;
    const points = unitRows(embeddings, kernels.matrix);
    const rows = joined(labelled, candidates);
    const clusters = Math.min(rows.length, params.clusters, labelled.length + batchSize);
    const { assignment } = await kMeans(
      points,
      rows,
      clusters,
      key,
      kernels,
      stepper(context, 0, CLUSTERING),
    );

    const groups = groupsOf(rows, assignment, clusters, labelled.length);
    const kept = groups.filter(({ size }) => size > SMALL);
    const small = groups.filter(({ size }) => size <= SMALL);
    const picks: number[] = [];
    const scores: number[] = [];
    const why: string[] = [];
    for (const tier of [kept, small]) {
      let left = tier.reduce((sum, group) => sum + group.free.length, 0);
      for (let turn = 0; left > 0 && picks.length < batchSize; turn += 1) {
        const group = tier[turn % tier.length];
        if (group.free.length === 0) continue;
        const share = CLUSTERING + ((1 - CLUSTERING) * picks.length) / batchSize;
        const k = Math.min(params.neighbours, Math.max(1, group.free.length >> 1));
        const values = await typicality(points, group.free, group.free, k, kernels, () =>
          stepper(context)(share),
        );
        const best = values.reduce((top, value, i) => (value > values[top] ? i : top), 0);
        picks.push(group.free[best]);
        scores.push(values[best]);
        why.push(reason(group, tier === small && kept.length > 0, values[best], k));
        group.free = group.free.filter((_, i) => i !== best);
        left -= 1;
      }
    }
    await stepper(context)(1);
    return { picks: Int32Array.from(picks), scores: Float64Array.from(scores), why };
  },
});

interface Group {
  readonly size: number;
  readonly labelled: number;
  free: Int32Array; // rows that can still be picked
}

/** The clusters that hold items, fewest labelled first, then the largest. The first rows are the labelled ones. */
function groupsOf(rows: Int32Array, assignment: Int32Array, clusters: number, labelled: number): Group[] {
  const members = Array.from({ length: clusters }, () => ({ free: [] as number[], labelled: 0 }));
  for (let i = 0; i < rows.length; i += 1) {
    if (i < labelled) members[assignment[i]].labelled += 1;
    else members[assignment[i]].free.push(rows[i]);
  }
  return members
    .map((group) => ({
      size: group.free.length + group.labelled,
      labelled: group.labelled,
      free: Int32Array.from(group.free),
    }))
    .filter(({ size }) => size > 0)
    .sort((a, b) => a.labelled - b.labelled || b.size - a.size);
}

function reason({ size, labelled, free }: Group, isSmall: boolean, value: number, k: number): string {
  const group = `a cluster of ${grouped(size)} items, ${grouped(labelled)} of them labelled`;
  const late = isSmall ? ", one of the small clusters that come when the others are used up" : "";
  if (free.length === 1) return `the last item left of ${group}${late}`;
  const nearest = k === 1 ? "its nearest neighbour is" : `its ${k} nearest neighbours are`;
  const mean = shortNumber(Math.max(0, 1 / value - 1e-5));
  return `the most typical item of ${group}: ${nearest} ${mean} away${k === 1 ? "" : " on average"}${late}`;
}
