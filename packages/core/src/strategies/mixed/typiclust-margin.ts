/** The TypiClust-margin strategy: typical items while labels are few, doubtful ones afterwards. */

import { margin } from "../predictions/margin.ts";
import { typiclust } from "../representation/typiclust.ts";
import { defineStrategy } from "../shared/define-strategy.ts";
import { grouped } from "../shared/grouped.ts";

const BATCHES = 3;

/**
 * TypiClust while fewer than `until` items are labelled, margin from then on; a batch is all of one kind. By default
 * `until` is three batches, so that after a first batch two more, or without one three, are TypiClust's.
 *
 * Departure: the paper fixes the number of TypiClust steps for each data set and step size; three of them is what later
 * benchmarks take (dal-toolbox). Both signals are needed throughout: before there is any model use typiclust itself.
 */
export const typiclustMargin = defineStrategy({
  name: "typiclust-margin",
  title: "TypiClust, then margin (TCM)",
  paper:
    "Doucet, Estermann, Aczel and Wattenhofer 2024, Bridging Diversity and Uncertainty in Active Learning with " +
    "Self-Supervised Pre-Training, arXiv 2403.03728",
  needs: ["probabilities", "embeddings"],
  parameters: [
    {
      name: "until",
      type: "integer",
      default: "auto",
      auto: "three batches",
      min: 0,
      max: 1e9,
      help: "how many labelled items end the TypiClust phase",
    },
  ],
  cost: "that of typiclust while labels are few, then that of margin",
  avoidWhen:
    "the embeddings come from a model trained on these labels alone: they are not settled while labels are few",
  pinned: ({ batch }) => ({ until: BATCHES * batch }),
  work: (size, { until }) => phase(size, until).strategy.work(size, {}),
  memory: (size, { until }) => phase(size, until).strategy.memory(size, {}),
  async select(signals, { ids, labelled, candidates, batchSize, key }, { until }, context) {
    const { strategy, end } = phase({ labelled: labelled.length, batch: batchSize }, until);
    const request = { ids, labelled, candidates, batchSize, key };
    const { picks, scores, why } = await strategy.select(signals, request, context);
    const reason =
      strategy === typiclust
        ? `TypiClust, as ${grouped(labelled.length)} of ${grouped(end)} items are labelled`
        : `margin, as ${grouped(end)} items or more are labelled`;
    return {
      picks,
      scores,
      why: why.map((words) => `${words} (${reason})`),
      facts: { phase: strategy.name },
    };
  },
});

function phase(
  { labelled, batch }: { readonly labelled: number; readonly batch: number },
  until: number | "auto",
): { strategy: typeof margin; end: number } {
  const end = until === "auto" ? BATCHES * batch : until;
  return { strategy: labelled < end ? typiclust : margin, end };
}
