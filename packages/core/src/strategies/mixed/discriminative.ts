/** The discriminative strategy: items that a classifier tells most surely apart from the labelled ones. */

import type { Matrix } from "../../contracts.ts";
import { joined } from "../../array/joined.ts";
import { exponential } from "../../array/exponential.ts";
import { descendingPlaces } from "../../array/order.ts";
import { defineStrategy } from "../shared/define-strategy.ts";
import { grouped, shortNumber } from "../shared/grouped.ts";
import { logisticRegression, type LinearLogOdds } from "../shared/logistic-regression.ts";
import { stepper } from "../shared/pace.ts";

const PASSES = 60; // over what is learned from, in a usual fit
const VALUES_A_STEP = 1e7;

/**
 * The batch is asked for in mini-queries of equal size. Before each a logistic regression learns to tell the unlabelled
 * items from those labelled or picked already, and the items with the highest log-odds of being unlabelled are picked:
 * so a direction of the embeddings that is now covered is not picked along again. To learn, at most `ratio` unlabelled
 * items for one labelled or picked are drawn at random, as in the paper's code. The score is the log-odds.
 *
 * The penalty is that of weights on embeddings divided by one number, the root of their mean variance, so that the scale
 * of the embeddings does not matter.
 *
 * Departure: the paper trains a three-layer perceptron; logistic regression has one minimum, so that picks repeat. Its
 * code picks among the unlabelled items it learned from, here all candidates are looked at.
 */
export const discriminative = defineStrategy({
  name: "discriminative",
  title: "Discriminative active learning (DAL)",
  paper: "Gissin and Shalev-Shwartz 2019, Discriminative Active Learning, arXiv 1907.06347",
  needs: ["embeddings"],
  minLabelled: 1,
  parameters: [
    {
      name: "queries",
      type: "integer",
      default: 10,
      min: 1,
      max: 1000,
      help: "mini-queries a batch; more spread it better and take longer",
    },
    {
      name: "ratio",
      type: "number",
      default: 10,
      min: 1,
      max: 1e6,
      help: "how many unlabelled items to learn from for one labelled or picked",
    },
    {
      name: "penalty",
      type: "number",
      default: 1,
      min: 0,
      minExclusive: true,
      max: 1e6,
      help: "L2 penalty on the weights, for embeddings of mean variance one",
    },
  ],
  cost: "O(queries d (n + passes ratio labelled)) time with some 60 passes, O(n) memory beside the embeddings",
  avoidWhen: "the pool holds many outliers or broken images: they are told apart first",
  work({ items, dimensions, labelled, batch }, { queries, ratio }) {
    const known = labelled + batch / 2;
    const learned = PASSES * dimensions * (known + Math.min(items, ratio * known));
    return Math.min(queries, batch) * (learned + items * (dimensions + 300)); // scored, put in order, taken out
  },
  memory: ({ items, labelled, batch }, { ratio }) =>
    60 * items + 80 * (labelled + batch + Math.min(items, ratio * (labelled + batch))),
  async select({ embeddings }, { labelled, candidates, batchSize }, { queries, ratio, penalty }, context) {
    const count = Math.min(queries, batchSize);
    const picks = new Int32Array(batchSize);
    const scores = new Float64Array(batchSize);
    const why: string[] = [];
    let known = labelled;
    let left = candidates;
    let start: LinearLogOdds | undefined;
    let scaled: number | undefined;
    for (let q = 0; q < count; q += 1) {
      const report = stepper(context, q / count, (q + 1) / count);
      const step = (): Promise<void> => report(0);
      const drawn = left.subarray(0, Math.max(1, Math.round(ratio * known.length))); // they are in a random order
      const rows = joined(known, drawn);
      scaled ??= penalty * ((await meanVariance(embeddings, rows, step)) || 1);
      const positive = Uint8Array.from(rows, (_, i) => Number(i >= known.length));
      start = await logisticRegression({ points: embeddings, rows, positive, penalty: scaled, start }, step);
      const odds = await logOdds(embeddings, left, start, step);
      const done = why.length;
      const chosen = descendingPlaces(odds).subarray(0, Math.ceil((batchSize - done) / (count - q)));
      chosen.forEach((place, i) => {
        picks[done + i] = left[place];
        scores[done + i] = odds[place];
        why.push(
          `unlabelled with probability ${shortNumber(1 / (1 + exponential(-odds[place])))}, told apart from ` +
            `${grouped(known.length)} items labelled or picked before, mini-query ${q + 1} of ${count}`,
        );
      });
      const isChosen = new Set(chosen);
      known = joined(known, picks.slice(done, done + chosen.length));
      left = left.filter((_, place) => !isChosen.has(place));
      await report(1);
    }
    return { picks, scores, why };
  },
});

/** (1 / (m d)) sum_ij (x_ij - mean_j)^2 over the rows. */
async function meanVariance(
  { cols, data }: Matrix,
  rows: Int32Array,
  step: () => Promise<void>,
): Promise<number> {
  const mean = new Float64Array(cols);
  for (const row of rows) for (let j = 0; j < cols; j += 1) mean[j] += data[row * cols + j] / rows.length;
  await step();
  let sum = 0;
  for (const row of rows) for (let j = 0; j < cols; j += 1) sum += (data[row * cols + j] - mean[j]) ** 2;
  return sum / (rows.length * cols);
}

/** weights . x_i + bias for each of the rows. */
async function logOdds(
  { cols, data }: Matrix,
  rows: Int32Array,
  { weights, bias }: LinearLogOdds,
  step: () => Promise<void>,
): Promise<Float64Array> {
  const out = new Float64Array(rows.length);
  const piece = Math.max(1, Math.floor(VALUES_A_STEP / cols));
  for (let i = 0; i < rows.length; i += 1) {
    if (i % piece === 0) await step();
    let sum = bias;
    for (let j = 0; j < cols; j += 1) sum += data[rows[i] * cols + j] * weights[j];
    out[i] = sum;
  }
  return out;
}
