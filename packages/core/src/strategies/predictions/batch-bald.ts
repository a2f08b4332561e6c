/** The BatchBALD strategy: a batch whose labels together tell most about the model. */

import { split } from "../../random/key.ts";
import { batchInformation, INFORMATION_ROUNDING } from "../shared/disagreement/batch-information.ts";
import { defineStrategy } from "../shared/define-strategy.ts";
import { grouped, shortNumber } from "../shared/grouped.ts";
import { stepper } from "../shared/pace.ts";

/**
 * Greedy argmax_x I(y_1, …, y_b, y_x; w): each pick adds the most to what the labels of the batch tell about the model.
 * Its score is that gain in nats,
 *
 *   I(y_x; w | y_1..b) = sum_y p(y) [H(sum_k p(k | y) p_kx) - sum_k p(k | y) H(p_kx)],
 *
 * over the outcomes y of the batch's labels, p(k | y) in proportion to prod_i p_k(y_i): so the gains add up to the joint
 * information, H(y_1, …, y_b) - sum_i E_w H(y_i | w). The passes must be the same networks for every item (the same
 * dropout masks). All outcomes are counted while there are at most `samples`; then a sample of them, drawn pass by pass,
 * each with its exact p(k | y). Picks are those of the full scan: a candidate is left out only where a bound proves its
 * gain lower.
 *
 * *Departure:* the published code estimates H(y_1..b, y_x) from the sample and takes off the exact sum_i E_w H(y_i | w).
 * Here both terms come from the same sample: each outcome's gain is then an information, never below zero, and their
 * errors cancel in part: what ranks candidates is off by half as much.
 */
export const batchBald = defineStrategy({
  name: "batch-bald",
  title: "BatchBALD",
  paper:
    "Kirsch, van Amersfoort and Gal 2019, BatchBALD: efficient and diverse batch acquisition for deep Bayesian active " +
    "learning, arXiv 1906.08158, algorithm 1",
  needs: ["passes"],
  parameters: [
    {
      name: "samples",
      type: "integer",
      default: 1000,
      min: 1,
      max: 1e6,
      help: "outcomes of the batch's labels that are counted; more than these are sampled, at least one from each pass",
    },
  ],
  cost: "O(n k t samples b) time at worst for t passes, O(n t + samples t) memory",
  avoidWhen:
    "batches are of hundreds: the samples no longer tell candidates apart; power-bald is near it and cheap",
  prefix: true,
  work: ({ items, classes, members, batch }, { samples }) =>
    items * classes * members * (5 + outcomesOf(classes, members, batch, samples)),
  memory: ({ items, classes, members }, { samples }) =>
    items * (8 * members + 60) + 8 * members * classes + 2 * Math.max(samples, members) * (8 * members + 60),
  async select({ passes }, { ids, key, candidates, batchSize }, { samples }, context) {
    const { places, gains, alone, exact } = await batchInformation(
      { passes, candidates, ids, count: batchSize, samples, key: split(key, "batch-bald") },
      stepper(context),
    );
    return {
      picks: places.map((place) => candidates[place]),
      scores: gains,
      why: Array.from(places, (place, b) => reason(b, gains[b], alone[place])),
      facts: {
        information: gains.reduce((a, b) => a + b),
        outcomes: exact === batchSize ? "all counted" : `sampled from pick ${grouped(exact + 1)} on`,
      },
    };
  },
});

function reason(before: number, gain: number, alone: number): string {
  if (before === 0) return `its label tells ${shortNumber(alone)} nats about the model`;
  const picks = before === 1 ? "the pick" : `the ${grouped(before)} picks`;
  if (gain < INFORMATION_ROUNDING)
    return `its label tells nothing about the model beyond ${picks} before it, ${shortNumber(alone)} nats alone`;
  return `its label tells ${shortNumber(gain)} nats about the model beyond ${picks} before it, ${shortNumber(alone)} alone`;
}

/** How many outcomes are looked at in all, when every label is possible. */
function outcomesOf(classes: number, members: number, batch: number, samples: number): number {
  let total = 0;
  let count = classes;
  let b = 1;
  for (; b < batch && count <= samples; b += 1) {
    total += count;
    count *= classes;
  }
  return total + (batch - b) * Math.ceil(samples / members) * members;
}
