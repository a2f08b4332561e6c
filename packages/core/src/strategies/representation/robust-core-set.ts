/** The robust core-set strategy: the smallest radius that covers all but a few outliers, with a proof of how small. */

import { takeRows } from "../../array/matrix.ts";
import { radiusWithout, robustKCenter } from "../../clustering/robust-k-center.ts";
import type { Matrix } from "../../contracts.ts";
import type { Kernels, Step } from "../../kernels/contract.ts";
import { plainKernels } from "../../kernels/plain-kernels.ts";
import { defineStrategy } from "../shared/define-strategy.ts";
import { grouped, shortNumber } from "../shared/grouped.ts";
import { stepper } from "../shared/pace.ts";

/**
 * min over batches of size b of the radius r for which at most Xi candidates lie farther than r from everything labelled
 * or picked. It begins from k-center greedy and searches the distances in two halves; whether a distance is enough is a
 * mixed-integer program for `context.solver`. The score of a pick is the number of candidates within r to which it is
 * the nearest. `facts`: the radius; the proven lower bound of any batch's radius; the gap, (radius - bound) / radius;
 * the radius of the greedy batch with the same outliers; the outliers allowed; whether time ran out. When it did, the
 * picks depend on the machine's speed.
 *
 * Above `items` candidates the programs are posed on that many k-center representatives, each weighing as many
 * candidates as are nearest to it. With rho the farthest any candidate lies from its representative, a bound of B on
 * the representatives is one of B - 2 rho on the pool; `facts` names radius and bound of the representatives too.
 *
 * *Departures:* the program is the smaller one of `coverProgram`. The paper's search begins at half the greedy radius,
 * which is a bound only without outliers; with Xi of them half the distance at which greedy would make its pick
 * b + Xi + 1 is one: of so many items at least b + 1 must be covered, and two of those share a centre. The paper's Xi is
 * 1e-4 n, which is none below 10,000.
 */
export const robustCoreSet = defineStrategy({
  name: "robust-core-set",
  title: "Robust core-set (k-center with outliers)",
  paper:
    "Sener and Savarese 2018, Active Learning for CNNs: A Core-Set Approach, arXiv 1708.00489, algorithm 2 and equation 6",
  needs: ["embeddings"],
  usesSolver: true,
  parameters: [
    {
      name: "outliers",
      type: "number",
      default: 0.01,
      min: 0,
      max: 1e9,
      help: "candidates that may stay uncovered: below 1 a share of the candidates, rounded up; from 1 on a count",
    },
    {
      name: "items",
      type: "integer",
      default: 500,
      min: 10,
      max: 5000,
      help: "the most candidates that the programs are posed on; of more, as many k-center representatives",
    },
    {
      name: "seconds",
      type: "number",
      default: 60,
      min: 0,
      minExclusive: true,
      max: 86400,
      help: "the longest that all programs together may take; when they take it, picks depend on the machine's speed",
    },
  ],
  cost: "O(n d (labelled + m) + m^2 d) time for m representatives, and some 15 mixed-integer programs in m variables",
  avoidWhen: "the batch is larger than some hundreds: greedy core-set comes as near, in far less time",
  scoresFall: true,
  work({ items, dimensions, labelled, batch }, params) {
    const m = Math.min(items, Math.max(params.items, batch));
    return items * dimensions * (labelled + m) + m * m * (dimensions + 20000);
  },
  memory({ items, dimensions, labelled, batch }, params) {
    const m = Math.min(items, Math.max(params.items, batch));
    return 100 * items + 100 * m * m + 4 * dimensions * (labelled + m);
  },
  async select({ embeddings }, { labelled, candidates, batchSize }, params, context) {
    const solver = context?.solver;
    if (solver === undefined) {
      throw new Error(
        "robust-core-set needs a solver of mixed-integer programs, and there is none; " +
          "pass one as context.solver: createSolver() of @querent/kernels makes one.",
      );
    }
    const kernels = context?.kernels ?? plainKernels;
    const n = candidates.length;
    const size = Math.min(n, Math.max(params.items, batchSize));
    const outliers = params.outliers < 1 ? Math.ceil(params.outliers * n) : Math.floor(params.outliers);
    const step = stepper(context);
    const part =
      (from: number, to: number): Step =>
      (share) =>
        step(from + (to - from) * share);
    const apart = batchSize + outliers + 1; // so many items that far apart: two that must be covered share a centre
    const traversed = apart <= Math.min(n, 2 * size) ? Math.max(size, apart) : size;
    const greedy = await kernels.farthestFirst(embeddings, candidates, labelled, traversed, part(0, 0.3));
    const chosen = greedy.places.subarray(0, size).map((place) => candidates[place]);
    const pool: Pool = {
      points: embeddings,
      candidates,
      kernels,
      outliers,
      toLabelled: await nearestOf(embeddings, candidates, labelled, kernels, part(0.3, 0.4)),
    };
    const begin = await reached(pool, chosen.subarray(0, batchSize), part(0.4, 0.45));
    const { squared, weights, rho } = await summary(pool, chosen, part(0.45, 0.5));
    const half = traversed < apart ? 0 : ((1 - 1e-9) * Math.sqrt(greedy.squared[apart - 1])) / 2;
    const search = await robustKCenter(
      {
        items: size,
        squared,
        weights,
        toFixed: Float64Array.from(
          greedy.places.subarray(0, size),
          (place) => pool.toLabelled.squared[place],
        ),
        centres: batchSize,
        outliers,
      },
      {
        start: Int32Array.from({ length: batchSize }, (_, b) => b),
        squaredBound: half * half,
        solver,
        seconds: params.seconds,
        abort: context?.abort,
        step: part(0.5, 0.95),
      },
    );

    const found = search.places.map((place) => chosen[place]);
    const after = await reached(pool, found, part(0.95, 1));
    const isBetter = size === n || after.squaredRadius < begin.squaredRadius;
    const picks = isBetter ? found : chosen.slice(0, batchSize);
    const { squaredRadius, nearest, distances } = isBetter ? after : begin;
    const served = new Float64Array(batchSize);
    let left = 0;
    for (let i = 0; i < n; i += 1) {
      if (distances[i] > squaredRadius) left += 1;
      else if (nearest[i] >= 0) served[nearest[i]] += 1;
    }
    const order = Array.from(picks.keys()).sort((a, b) => served[b] - served[a] || a - b);
    const radius = Math.sqrt(squaredRadius);
    const bound = Math.min(radius, Math.max(half, Math.sqrt(search.squaredBound) - 2 * rho));
    const among = size < n ? `, chosen among ${grouped(size)} representatives of ${grouped(n)}` : "";
    await step(1);
    return {
      picks: Int32Array.from(order, (b) => picks[b]),
      scores: Float64Array.from(order, (b) => served[b]),
      why: order.map(
        (b) =>
          `the nearest centre of ${grouped(served[b])} of ${grouped(n)} candidates within ${shortNumber(radius)}` +
          among,
      ),
      facts: {
        radius,
        lowerBound: bound,
        gap: radius === 0 ? 0 : (radius - bound) / radius,
        greedyRadius: Math.sqrt(begin.squaredRadius),
        outliersAllowed: outliers,
        outliers: left,
        form: outliers === 0 ? "no outlier is allowed: plain k-center" : "k-center with outliers",
        posedOn:
          size < n
            ? `${grouped(size)} representatives of ${grouped(n)} candidates`
            : `all ${grouped(n)} candidates`,
        ...(size < n && {
          radiusOfRepresentatives: Math.sqrt(search.squaredRadius),
          lowerBoundOfRepresentatives: Math.sqrt(search.squaredBound),
        }),
        programs: search.programs,
        ranOutOfTime:
          search.outOfTime > 0 ? `yes, in ${search.outOfTime} of ${search.programs} programs` : "no",
      },
    };
  },
});

/** What the radius of a batch is measured on. */
interface Pool {
  readonly points: Matrix;
  readonly candidates: Int32Array;
  readonly kernels: Kernels;
  readonly outliers: number;
  readonly toLabelled: { readonly squared: Float64Array };
}

async function nearestOf(
  points: Matrix,
  candidates: Int32Array,
  labelled: Int32Array,
  kernels: Kernels,
  step: Step,
): Promise<{ readonly squared: Float64Array }> {
  if (labelled.length === 0) return { squared: new Float64Array(candidates.length).fill(Infinity) };
  return kernels.nearest(points, candidates, takeRows(points, labelled), step);
}

/** Distances between the representatives, how many candidates each stands for, and how far its farthest one is. */
async function summary(
  { points, candidates, kernels }: Pool,
  chosen: Int32Array,
  step: Step,
): Promise<{ squared: Float64Array; weights: Float64Array; rho: number }> {
  const centres = takeRows(points, chosen);
  const squared = await kernels.distances(points, chosen, centres, (share) => step(share / 2));
  const own = await kernels.nearest(points, candidates, centres, (share) => step((1 + share) / 2));
  const weights = new Float64Array(chosen.length);
  for (const place of own.places) weights[place] += 1;
  return { squared, weights, rho: Math.sqrt(own.squared.reduce((a, b) => Math.max(a, b), 0)) };
}

/** How far every candidate lies from its nearest pick or labelled item (-1), and the radius without the outliers. */
async function reached(
  { points, candidates, kernels, outliers, toLabelled }: Pool,
  picks: Int32Array,
  step: Step,
): Promise<{ squaredRadius: number; nearest: Int32Array; distances: Float64Array }> {
  const { places, squared } = await kernels.nearest(points, candidates, takeRows(points, picks), step);
  for (let i = 0; i < candidates.length; i += 1) {
    if (toLabelled.squared[i] > squared[i]) continue;
    places[i] = -1;
    squared[i] = toLabelled.squared[i];
  }
  const each = new Float64Array(candidates.length).fill(1);
  return { squaredRadius: radiusWithout(squared, each, outliers), nearest: places, distances: squared };
}
