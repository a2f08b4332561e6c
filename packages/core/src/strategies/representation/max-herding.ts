/** The MaxHerding strategy: items that lift the pool's mean similarity to its nearest chosen item the most. */

import { unitRows } from "../../array/unit-rows.ts";
import { plainKernels } from "../../kernels/plain-kernels.ts";
import { defineStrategy } from "../shared/define-strategy.ts";
import { grouped, shortNumber } from "../shared/grouped.ts";
import { herding, HERDING_KEEPS, herdingMemory, herdingWork } from "../shared/herding/herding.ts";
import { stepper } from "../shared/pace.ts";

/**
 * Embeddings are scaled to length one. Each pick is the candidate with the largest gain in the generalised coverage
 * C(S) = (1/n) sum_i max_{j labelled or picked} exp(-||x_i - x_j||^2 / h^2) over the n candidates looked at, so scores
 * never rise, and the batch reaches at least 1 - 1/e of the best. Lazy evaluation gives the picks of the plain greedy
 * loop. Above `candidates` items, as many drawn at random are looked at, to pick and to cover.
 *
 * *Departures:* the published code averages over labelled items too; what is labelled is covered in full and adds the
 * same to every gain: nothing. It looks at 35,000 candidates at most, on a graphics card; here 10,000 is the default,
 * whose similarities fit in 400 megabytes.
 */
export const maxHerding = defineStrategy({
  name: "max-herding",
  title: "MaxHerding (generalised coverage)",
  paper:
    "Bae, Noh and Sutherland 2024, Generalized Coverage for More Robust Low-Budget Active Learning, arXiv 2407.12212, " +
    "the MaxHerding algorithm",
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
      default: HERDING_KEEPS,
      min: 1,
      max: 1e9,
      help: "the most candidates, drawn at random, that are looked at; never fewer than the batch",
    },
  ],
  cost: "O(n^2 d) time, O(n d) memory and 4 n^2 bytes up to 10,000 candidates",
  avoidWhen:
    "much is labelled and the model is good: it does not look at predictions (uncertainty herding does)",
  prefix: true,
  scoresFall: true,
  work({ items, labelled, dimensions, batch }, params) {
    return herdingWork(Math.min(items, Math.max(params.candidates, batch)), dimensions, labelled, batch);
  },
  memory({ items, labelled, dimensions, batch }, params) {
    const n = Math.min(items, Math.max(params.candidates, batch));
    return 4 * (items + 2 * labelled) * dimensions + herdingMemory(n, batch);
  },
  async select({ embeddings }, { candidates, labelled, batchSize }, params, context) {
    const rows = candidates.subarray(0, Math.max(params.candidates, batchSize));
    const kernels = context?.kernels ?? plainKernels;
    const { places, gains } = await herding({
      points: unitRows(embeddings, kernels.matrix),
      rows,
      centres: labelled,
      bandwidth: params.bandwidth,
      count: batchSize,
      kernels,
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
