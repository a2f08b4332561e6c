/** The DCoM strategy: coverage while little is known, narrow margins when much is. */

import { exponential } from "../../array/exponential.ts";
import { joined } from "../../array/joined.ts";
import { nextBelow } from "../../array/next-below.ts";
import { rowNarrowness } from "../../array/row-narrowness.ts";
import { unitRows } from "../../array/unit-rows.ts";
import { ballCover, ballCoverMemory } from "../../clustering/ball-cover.ts";
import type { Matrix } from "../../contracts.ts";
import { plainKernels } from "../../kernels/plain-kernels.ts";
import { trustedRadii } from "../shared/covering/trusted-radii.ts";
import { defineStrategy } from "../shared/define-strategy.ts";
import { grouped, shortNumber } from "../shared/grouped.ts";
import { stepper } from "../shared/pace.ts";

const MIDPOINT = 0.8;
const STEEPNESS = 50;

/**
 * Embeddings are scaled to length one. Each labelled item is given the radius up to which its label is to be trusted
 * (`trustedRadii`), and what lies inside is covered; c is the share of the pool that is. The competence
 * S = (1 + e^(-50 (1 - 0.8))) / (1 + e^(-50 (c - 0.8))) weighs doubt against density:
 * score(x) = S (1 - margin(x))' + (1 - S) degree(x)', margin = p_(1) - p_(2), degree = how many items not covered yet lie
 * within the mean radius, and ' = scaled to [0, 1] over the pool, where labelled and picked items count as 0. After each
 * pick its ball is covered.
 *
 * *Departures:* the published code keeps the radii it found in earlier rounds; nothing is kept here, so all are found
 * anew from this round's predictions. Margins are scaled over candidates, since labelled items need no predictions, and
 * labelled items are of their own class in every ball. The competence is not rounded to thousandths, and what a labelled
 * item covers is its whole ball, not only the part within the mean radius.
 */
export const dcom = defineStrategy({
  name: "dcom",
  title: "DCoM (dynamic coverage and margin mix)",
  paper:
    "Mishal and Weinshall 2024, DCoM: Active Learning for All Learners, arXiv 2407.01804, algorithm 1, with the " +
    "constants of its published code",
  needs: ["embeddings", "probabilities", "labels"],
  parameters: [
    {
      name: "radius",
      type: "number",
      default: 0.6,
      min: 0,
      minExclusive: true,
      max: 2,
      help: "of every ball, between embeddings of length one, while nothing is labelled; then where the search begins",
    },
  ],
  cost: "O(n d (n + labelled)) time: every pair of items is measured; O(n d) memory and at most 400 megabytes",
  avoidWhen:
    "the embeddings are those of a model that is trained anew each round: radii then jump from round to round",
  prefix: true,
  work({ items, labelled, dimensions, batch }) {
    const radii = labelled * (items + labelled) * (9 * dimensions + 400); // exact distances, and a search among them
    return (dimensions * items * items) / 2 + radii + 150 * batch * items;
  },
  memory: ({ items, labelled, dimensions }) =>
    4 * (items + labelled) * dimensions + 50 * items + ballCoverMemory(items),
  async select({ embeddings, probabilities, labels }, request, params, context) {
    const { labelled, candidates, batchSize } = request;
    const kernels = context?.kernels ?? plainKernels;
    const points = unitRows(embeddings, kernels.matrix);
    const n = candidates.length;
    const whole = n + labelled.length;
    const { radii, inside, purity } = await trustedRadii(
      {
        points,
        centres: labelled,
        rows: joined(candidates, labelled),
        classes: joined(
          predictedClasses(probabilities, candidates),
          labelled.map((row) => labels[row]),
        ),
        centreClasses: labelled.map((row) => labels[row]),
        initial: params.radius,
      },
      kernels,
      stepper(context, 0, 0.3),
    );
    const radius = radii.length === 0 ? params.radius : radii.reduce((a, b) => a + b) / radii.length;
    const coverage = inside.reduce((a, b) => a + b, 0) / whole;
    const competence =
      (1 + exponential(-STEEPNESS * (1 - MIDPOINT))) / (1 + exponential(-STEEPNESS * (coverage - MIDPOINT)));

    const squaredRadius = nextBelow(radius * radius);
    const covered = inside.slice(0, n);
    const cover = await ballCover(
      points,
      candidates,
      squaredRadius,
      covered,
      kernels,
      stepper(context, 0.3, 0.7),
    );
    const doubt = scaledDoubt(probabilities, candidates);
    const taken = new Uint8Array(n);
    const picks = new Int32Array(batchSize);
    const scores = new Float64Array(batchSize);
    const why: string[] = [];
    for (let b = 0; b < batchSize; b += 1) {
      const share = 0.7 + (0.3 * b) / batchSize;
      await stepper(context)(share);
      const mostDoubt = largest(doubt, taken);
      const mostDegree = largest(cover.degrees, taken);
      let best = -1;
      let top = -1;
      for (let i = 0; i < n; i += 1) {
        if (taken[i] === 1) continue;
        const score =
          competence * ratio(doubt[i], mostDoubt) + (1 - competence) * ratio(cover.degrees[i], mostDegree);
        if (score > top) {
          top = score;
          best = i;
        }
      }
      const margin = shortNumber(-rowNarrowness(probabilities, candidates[best]));
      why.push(
        `margin ${margin} and ${grouped(cover.degrees[best])} items not covered yet within ${shortNumber(radius)}, ` +
          `weighed ${shortNumber(competence)} to ${shortNumber(1 - competence)}`,
      );
      picks[b] = candidates[best];
      scores[b] = top;
      taken[best] = 1;
      await cover.take(best, () => stepper(context)(share));
    }
    await stepper(context)(1);
    const facts = { coverage, competence, radius, purity };
    return { picks, scores, why, facts };
  },
});

/** The class of the largest probability, the first of equals. */
function predictedClasses({ cols, data }: Matrix, rows: Int32Array): Int32Array {
  return rows.map((row) => {
    let best = 0;
    for (let c = 1; c < cols; c += 1) if (data[row * cols + c] > data[row * cols + best]) best = c;
    return best;
  });
}

/** 1 - margin, scaled so that the smallest over the candidates is 0 and the largest 1. */
function scaledDoubt(probabilities: Matrix, candidates: Int32Array): Float64Array {
  const narrow = Float64Array.from(candidates, (row) => rowNarrowness(probabilities, row));
  let low = Infinity;
  let high = -Infinity;
  for (const value of narrow) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return narrow.map((value) => (high > low ? (value - low) / (high - low) : 0));
}

function largest(values: Float64Array | Int32Array, taken: Uint8Array): number {
  let most = 0;
  for (let i = 0; i < values.length; i += 1) if (taken[i] === 0 && values[i] > most) most = values[i];
  return most;
}

function ratio(value: number, most: number): number {
  return most > 0 ? value / most : 0;
}
