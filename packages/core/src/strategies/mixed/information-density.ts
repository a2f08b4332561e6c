/** The information density strategy: items that the model doubts and that resemble much of the pool. */

import type { Matrix } from "../../contracts.ts";
import type { Step } from "../../kernels/contract.ts";
import { positivePower } from "../../array/positive-power.ts";
import { defineStrategy } from "../shared/define-strategy.ts";
import { doubtOf, doubts } from "../shared/doubt.ts";
import { shortNumber } from "../shared/grouped.ts";
import { stepper } from "../shared/pace.ts";
import { pacedValues } from "../shared/paced-values.ts";
import { topOf } from "../shared/select-top.ts";

const COSINES_SHARE = 0.7; // of the progress
const PRODUCTS_A_STEP = 2e7; // some tens of milliseconds between two steps

/**
 * score(x) = doubt(x) ((1/n) sum_u cos(x, x_u))^beta over the n candidates u, x itself among them. The mean cosine is
 * the product of x / ||x|| with the mean of the x_u / ||x_u||, so nothing of size n x n is built.
 *
 * doubt is the entropy, 1 - margin, or 1 - the largest probability: never negative, so that the product keeps its order.
 * Departure: the paper's word counts have no negative cosines, embeddings do: a mean below zero counts as zero. A zero
 * vector resembles nothing: its cosines are 0.
 */
export const informationDensity = defineStrategy({
  name: "information-density",
  title: "Information density",
  paper:
    "Settles and Craven 2008, An Analysis of Active Learning Strategies for Sequence Labeling Tasks, " +
    "doi 10.3115/1613715.1613855; as in Settles 2009, Active learning literature survey, section 3.6",
  needs: ["probabilities", "embeddings"],
  parameters: [
    {
      name: "beta",
      type: "number",
      default: 1,
      min: 0,
      max: 10,
      help: "power of the mean similarity to the pool: 0 leaves the doubt alone, higher looks for more typical items",
    },
    {
      name: "doubt",
      type: "choice",
      default: "entropy",
      options: doubts,
      help: "how the model's doubt about an item is measured",
    },
  ],
  cost: "O(n (d + k)) time, O(n + d) memory",
  avoidWhen: "the classes you look for are rare: they resemble little of the pool",
  prefix: true,
  scoresFall: true,
  work: ({ items, dimensions, classes }) => items * (4 * dimensions + 20 * classes + 1000),
  memory: ({ items, dimensions }) => 60 * items + 8 * dimensions,
  async select({ probabilities, embeddings }, request, { beta, doubt }, context) {
    const { candidates } = request;
    const means = await meanCosines(embeddings, candidates, stepper(context, 0, COSINES_SHARE));
    const scores = await pacedValues(
      candidates,
      probabilities.cols + 2,
      (item, i) => doubtOf(doubt, probabilities, item) * positivePower(Math.max(0, means[i]), beta),
      stepper(context, COSINES_SHARE, 1),
    );
    return topOf(
      scores,
      request,
      (score, place) =>
        `${doubt} ${shortNumber(doubtOf(doubt, probabilities, candidates[place]))} and mean similarity ` +
        `${shortNumber(means[place])} to the pool give ${shortNumber(score)}`,
    );
  },
});

/** (1/n) sum_u cos(x_i, x_u) over `rows` for each of them, in float64. */
async function meanCosines({ cols, data }: Matrix, rows: Int32Array, step: Step): Promise<Float64Array> {
  const pace = (done: number): Promise<void> => step(done / (2 * rows.length));
  const lengths = new Float64Array(rows.length);
  const mean = new Float64Array(cols);
  const piece = Math.max(1, Math.floor(PRODUCTS_A_STEP / cols));
  for (let i = 0; i < rows.length; i += 1) {
    if (i % piece === 0) await pace(i);
    const start = rows[i] * cols;
    let sum = 0;
    for (let j = 0; j < cols; j += 1) sum += data[start + j] * data[start + j];
    lengths[i] = Math.sqrt(sum);
    if (sum > 0) for (let j = 0; j < cols; j += 1) mean[j] += data[start + j] / lengths[i];
  }
  for (let j = 0; j < cols; j += 1) mean[j] /= rows.length;
  const out = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i += 1) {
    if (i % piece === 0) await pace(rows.length + i);
    const start = rows[i] * cols;
    let sum = 0;
    for (let j = 0; j < cols; j += 1) sum += data[start + j] * mean[j];
    if (lengths[i] > 0) out[i] = sum / lengths[i];
  }
  await pace(2 * rows.length);
  return out;
}
