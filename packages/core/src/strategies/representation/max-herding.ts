/** The MaxHerding strategy: items that lift the pool's mean similarity to its nearest chosen item the most. */

import { unitRows } from "../../array/unit-rows.ts";
import { plainKernels } from "../../kernels/plain-kernels.ts";
import { defineStrategy } from "../shared/define-strategy.ts";
import { grouped, shortNumber } from "../shared/grouped.ts";
import { herding } from "../shared/herding.ts";
import { stepper } from "../shared/pace.ts";

/**
 * Embeddings are scaled to length one. Each pick is the candidate with the largest gain in the generalised coverage
 * C(S) = (1/n) sum_i max_{j labelled or picked} exp(-||x_i - x_j||^2 / h^2) over the n candidates looked at, so scores
 * never rise, and the batch reaches at least 1 - 1/e of the best. Lazy evaluation gives the picks of the plain greedy
 * loop. Above `candidates` items, as many drawn at random are looked at, to pick and to cover.
 *
 * *Departure:* the published code averages over labelled items too; what is labelled is covered in full and adds the
 * same to every gain: nothing.
 */
export const maxHerding = defineStrategy({
  name: "max-herding",
  title: "MaxHerding (generalised coverage)",
  paper:
    "Bae, Noh and Sutherland 2024, Generalized Coverage for More Robust Low-Budget Active Learning, arXiv 2407.12212, " +
    "algorithm 1",
  needs: ["embeddings"],
  parameters: [
    {
      name: "bandwidth",
      type: "number",
      default: 1,
      min: 0.001,
      max: 100,
      help: "h of the similarity exp(-d^2 / h^2), between embeddings of length one",
    },
    {
      name: "candidates",
      type: "integer",
      default: 35000,
      min: 1,
      max: 1e9,
      help: "the most candidates, drawn at random, that are looked at; never fewer than the batch",
    },
  ],
  cost: "O(n^2 d / 2) time for the first gains, at most O(n d) for each gain that is looked at again; O(n d) memory",
  avoidWhen:
    "much is labelled and the model is good: it does not look at predictions (uncertainty herding does)",
  prefix: true,
  scoresFall: true,
  work({ items, labelled, dimensions, batch }, params) {
    const n = Math.min(items, Math.max(params.candidates, batch));
    return (n * n * (dimensions + 20)) / 2 + n * (dimensions + 20) * (labelled + 4 * batch);
  },
  memory({ items, labelled, dimensions, batch }, params) {
    const n = Math.min(items, Math.max(params.candidates, batch));
    return 4 * (items + 2 * labelled) * dimensions + n * (400 + 12 * Math.log2(batch + 1));
  },
  async select({ embeddings }, { candidates, labelled, batchSize }, params, context) {
    const rows = candidates.subarray(0, Math.max(params.candidates, batchSize));
    const { places, gains } = await herding({
      points: unitRows(embeddings),
      rows,
      centres: labelled,
      bandwidth: params.bandwidth,
      count: batchSize,
      kernels: context?.kernels ?? plainKernels,
      step: stepper(context),
    });
    const among =
      rows.length < candidates.length
        ? `a random ${grouped(rows.length)} of ${grouped(candidates.length)} candidates`
        : `${grouped(rows.length)} candidates`;
    let sum = 0;
    return {
      picks: places.map((place) => rows[place]),
      scores: gains,
      why: Array.from(gains, (gain) => {
        sum += gain;
        return (
          `raises the mean similarity of ${among} to what is labelled or picked by ${shortNumber(gain)}, ` +
          `${shortNumber(sum)} with the picks before it`
        );
      }),
    };
  },
});
