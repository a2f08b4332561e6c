/** The contrastive active learning strategy: items predicted otherwise than the labelled items nearest to them. */

import type { Matrix } from "../../contracts.ts";
import { joined } from "../../array/joined.ts";
import { naturalLog } from "../../array/natural-log.ts";
import { unitRows } from "../../array/unit-rows.ts";
import { takeRows } from "../../array/matrix.ts";
import { plainKernels } from "../../kernels/plain-kernels.ts";
import { checkSignals } from "../shared/check-signals.ts";
import { defineStrategy } from "../shared/define-strategy.ts";
import { shortNumber } from "../shared/grouped.ts";
import { stepper } from "../shared/pace.ts";
import { topOf } from "../shared/select-top.ts";

const SMALLEST = 2 ** -126; // the smallest normal float32
const NEIGHBOURS_SHARE = 0.9; // of the progress

/**
 * score(x) = (1/m) sum_l KL(p_l || p_x) in nats, KL(p || q) = sum_c p_c ln(p_c / q_c), over the m labelled items l
 * nearest to x by the Euclidean distance of unit-length embeddings, as in the paper's code; m = min(neighbours, labelled).
 *
 * Departure: a probability of x below 2^-126, which float32 may have rounded to zero, counts as 2^-126, so that scores
 * are finite.
 */
export const cal = defineStrategy({
  name: "cal",
  title: "Contrastive active learning (CAL)",
  paper:
    "Margatina, Vernikos, Barrault and Aletras 2021, Active Learning by Acquiring Contrastive Examples, " +
    "arXiv 2109.03764, the CAL algorithm",
  needs: ["probabilities", "embeddings"],
  minLabelled: 1,
  parameters: [
    {
      name: "neighbours",
      type: "integer",
      default: 10,
      min: 1,
      max: 1000,
      help: "how many of the nearest labelled items an item is compared with",
    },
  ],
  cost: "O(n labelled d + n neighbours k) time, O(n (d + neighbours)) memory",
  avoidWhen: "fewer than about ten labels a class are known: the nearest labelled item is far then",
  prefix: true,
  scoresFall: true,
  work: ({ items, labelled, dimensions, classes }, { neighbours }) =>
    items * (labelled * dimensions + classes * (20 + Math.min(neighbours, labelled))),
  memory: ({ items, labelled, dimensions, classes }, { neighbours }) =>
    items * (40 + 12 * Math.min(neighbours, labelled)) +
    8 * (items + labelled) * dimensions +
    8 * labelled * classes,
  async select(signals, request, { neighbours }, context) {
    const { ids, labelled, candidates } = request;
    const { probabilities } = signals;
    checkSignals({ name: "cal", needs: ["probabilities"] }, signals, ids, labelled, labelled);
    const points = unitRows(takeRows(signals.embeddings, joined(candidates, labelled)));
    const places = Int32Array.from({ length: points.rows }, (_, i) => i);
    const n = candidates.length;
    const near = await (context?.kernels ?? plainKernels).neighbours(
      points,
      places.subarray(0, n),
      places.subarray(n),
      neighbours,
      stepper(context, 0, NEIGHBOURS_SHARE),
    );
    const step = stepper(context, NEIGHBOURS_SHARE, 1);
    const own = Float64Array.from(labelled, (row) => ownLog(probabilities, row));
    const logs = new Float64Array(probabilities.cols);
    const scores = new Float64Array(n);
    for (let i = 0; i < n; i += 1) {
      if (i % 8192 === 0) await step(i / n);
      writeLogs(probabilities, candidates[i], logs);
      let sum = 0;
      for (let k = i * near.count; k < (i + 1) * near.count; k += 1) {
        const l = near.rows[k] - n;
        sum += own[l] - crossLog(probabilities, labelled[l], logs);
      }
      scores[i] = sum / near.count;
    }
    await step(1);
    return topOf(scores, request, (score, place) => {
      const nearest = labelled[near.rows[place * near.count] - n];
      const distance = Math.sqrt(near.squared[place * near.count]);
      return (
        `mean divergence ${shortNumber(score)} nats from the ${near.count} nearest labelled items ` +
        `(${ids[nearest]} first, at ${shortNumber(distance)})`
      );
    });
  },
});

/** sum_c p_c ln p_c of a labelled row, with the floor that its candidates have. */
function ownLog({ cols, data }: Matrix, row: number): number {
  let sum = 0;
  for (let j = row * cols; j < (row + 1) * cols; j += 1)
    if (data[j] > 0) sum += data[j] * naturalLog(Math.max(data[j], SMALLEST));
  return sum;
}

/** sum_c p_c logs_c of a labelled row, in the order of c. */
function crossLog({ cols, data }: Matrix, row: number, logs: Float64Array): number {
  let sum = 0;
  for (let c = 0, j = row * cols; c < cols; c += 1, j += 1) if (data[j] > 0) sum += data[j] * logs[c];
  return sum;
}

function writeLogs({ cols, data }: Matrix, row: number, out: Float64Array): void {
  for (let c = 0; c < cols; c += 1) out[c] = naturalLog(Math.max(data[row * cols + c], SMALLEST));
}
