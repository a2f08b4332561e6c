/** The ProbCover strategy: balls of one radius that cover as many items as can be. */

import { joined } from "../../array/joined.ts";
import { nextBelow } from "../../array/next-below.ts";
import { unitRows } from "../../array/unit-rows.ts";
import { ballCover, ballCoverMemory } from "../../clustering/ball-cover.ts";
import { expectedIterations } from "../../clustering/k-means.ts";
import { pureSquaredRadius } from "../../clustering/pure-radius.ts";
import { plainKernels } from "../../kernels/plain-kernels.ts";
import { coveredBy } from "../shared/covering/covered-by.ts";
import { defineStrategy } from "../shared/define-strategy.ts";
import { grouped, shortNumber } from "../shared/grouped.ts";
import { stepper } from "../shared/pace.ts";

const PURITY = 0.95;

/**
 * Embeddings are scaled to length one. An item covers those at a distance below delta from it. What the labelled items
 * cover is taken away; then each pick is the candidate that covers the most of what is left. score = how many that are,
 * so scores never rise; at least 1 - 1/e of what the best batch covers. delta is the largest radius at which 95 % of the
 * balls hold items of one k-means cluster alone, with as many clusters as classes are expected. When everything is
 * covered the batch is filled by farthest-first picks, score 0.
 *
 * *Departures:* the published code takes delta by hand, leaves the last n modulo 500 items without edges, and goes on
 * picking its first item when everything is covered.
 */
export const probCover = defineStrategy({
  name: "prob-cover",
  title: "ProbCover (probability coverage)",
  paper:
    "Yehuda, Dekel, Hacohen and Weinshall 2022, Active Learning Through a Covering Lens, arXiv 2205.11083, the " +
    "ProbCover algorithm",
  needs: ["embeddings"],
  parameters: [
    {
      name: "radius",
      type: "number",
      default: "auto",
      auto: "the largest at which 95 % of the balls hold items of one k-means cluster alone",
      min: 0,
      minExclusive: true,
      max: 2,
      help: "of a ball, between embeddings of length one",
    },
    {
      name: "classes",
      type: "integer",
      default: 10,
      min: 2,
      max: 10000,
      help: "how many classes to expect: the clusters from which the automatic radius is found",
    },
  ],
  cost: "O(n^2 d) time: every pair of items is measured; O(n d) memory and at most 400 megabytes",
  avoidWhen: "the pool is covered already (facts.coverage near 1): it has nothing left to say then",
  prefix: true,
  scoresFall: true,
  work({ items, labelled, dimensions }, { radius, classes }) {
    const n = items + labelled;
    const clustering = n * (classes + 20) * expectedIterations(n, classes);
    const found = radius === "auto" ? clustering + 1.5 * Math.min(n, 2000) * n : 0;
    return dimensions * ((items * items) / 2 + labelled * items + found);
  },
  memory: ({ items, labelled, dimensions }) =>
    4 * (items + labelled) * dimensions + 50 * items + ballCoverMemory(items),
  async select({ embeddings }, { ids, labelled, candidates, batchSize, key }, params, context) {
    const kernels = context?.kernels ?? plainKernels;
    const points = unitRows(embeddings, kernels.matrix);
    const isAuto = params.radius === "auto";
    const squaredRadius =
      params.radius === "auto"
        ? await pureSquaredRadius(
            points,
            joined(candidates, labelled),
            params.classes,
            PURITY,
            key,
            kernels,
            stepper(context, 0, 0.4),
          )
        : params.radius * params.radius;
    const inside = squaredRadius > 0 ? nextBelow(Math.min(squaredRadius, 5)) : 0; // no distance is above 2
    const covered = new Uint8Array(candidates.length);
    await coveredBy(points, labelled, candidates, inside, covered, kernels, stepper(context, 0.4, 0.45));
    const cover = await ballCover(points, candidates, inside, covered, kernels, stepper(context, 0.45, 0.7));

    const picks: number[] = [];
    const scores: number[] = [];
    const why: string[] = [];
    let done = covered.reduce((sum, one) => sum + one, 0);
    const whole = candidates.length + labelled.length;
    const radius = shortNumber(Math.min(2, Math.sqrt(squaredRadius)));
    while (picks.length < batchSize) {
      const best = cover.degrees.reduce((top, value, i) => (value > cover.degrees[top] ? i : top), 0);
      const gain = cover.degrees[best];
      if (gain === 0) break;
      const share = 0.7 + (0.25 * picks.length) / batchSize;
      await cover.take(best, () => stepper(context)(share));
      done += gain;
      picks.push(candidates[best]);
      scores.push(gain);
      const percent = shortNumber((100 * (done + labelled.length)) / whole);
      why.push(`covers ${grouped(gain)} items more within ${radius}, ${percent} % of the pool with it`);
    }
    const coverage = (done + labelled.length) / whole;

    const taken = new Set(picks);
    const rest = candidates.filter((row) => !taken.has(row));
    const centres = joined(labelled, Int32Array.from(picks));
    const left = batchSize - picks.length;
    const far =
      left > 0
        ? await kernels.farthestFirst(points, rest, centres, left, stepper(context, 0.95, 1))
        : { places: new Int32Array(0), squared: new Float64Array(0), nearest: new Int32Array(0) };
    far.places.forEach((place, i) => {
      picks.push(rest[place]);
      scores.push(0);
      const distance = shortNumber(Math.sqrt(far.squared[i]));
      why.push(
        `every item is covered within ${radius}: ${distance} from what is nearest of those labelled or picked ` +
          `(${ids[far.nearest[i]]})`,
      );
    });
    await stepper(context)(1);
    return {
      picks: Int32Array.from(picks),
      scores: Float64Array.from(scores),
      why,
      facts: {
        radius: Math.min(2, Math.sqrt(squaredRadius)),
        radiusFrom: isAuto ? `purity of ${PURITY} over ${params.classes} clusters` : "given",
        coverage,
      },
    };
  },
});
