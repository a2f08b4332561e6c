/** The BAIT strategy: the batch after which the model's last layer would be known best where the pool needs it. */

import type { Step } from "../../kernels/contract.ts";
import { coupledTrace } from "../shared/fisher/coupled-trace.ts";
import { defineStrategy } from "../shared/define-strategy.ts";
import { diagonalTrace } from "../shared/fisher/diagonal-trace.ts";
import { fisherPool, type FisherPool } from "../shared/fisher/fisher-pool.ts";
import { grouped, shortNumber } from "../shared/grouped.ts";
import { stepper } from "../shared/pace.ts";
import { separateTrace } from "../shared/fisher/separate-trace.ts";
import {
  backwardGreedy,
  forwardGreedy,
  rising,
  soundChange,
  type TraceModel,
} from "../shared/fisher/trace-model.ts";

const FULL_LIMIT = 4096; // k d; two matrices of its square are 256 MiB
const BLOCK_LIMIT = 2 ** 26; // k d^2; two tables of it are 1 GiB

/**
 * Minimises tr((lambda I + F_L + F_S)^-1 F_U) over batches S: F_x = (diag p - p p^T) (x) h h^T is the Fisher information
 * of the last layer's weights for item x, F_L and F_S its sums over the labelled items and the batch, F_U its mean over
 * the candidates. Items are added greedily up to twice the batch, then the least missed are taken out again. The score of
 * a pick is by how much it lowered the trace as it was added.
 *
 * `fisher` says how much of F is kept: "full" (kd x kd), "block-diagonal" (one d x d matrix a class, p_c (1 - p_c) h h^T) or
 * "diagonal". The search itself is exact for each: every step takes the best item by the definition.
 *
 * Departure: the default is block-diagonal, for the full form grows with (kd)^2. The published code weighs each item of the batch by
 * b / (|L| + b) and each labelled one by 1 / (|L| + b), and takes F_U over labelled items too; here all weigh one, as
 * the sums of the objective say, and F_U is that of the candidates. Without labels the two agree but for F_U's scale.
 */
export const bait = defineStrategy({
  name: "bait",
  title: "BAIT (Fisher information)",
  paper:
    "Ash, Goel, Krishnamurthy and Kakade 2021, Gone Fishing: Neural Active Learning with Fisher Embeddings, " +
    "arXiv 2106.09675, algorithm 1",
  needs: ["probabilities", "embeddings"],
  parameters: [
    {
      name: "fisher",
      type: "choice",
      default: "block-diagonal",
      options: ["full", "block-diagonal", "diagonal"],
      help: "how much of the Fisher information is kept; full needs classes x dimensions up to 4,096, diagonal may pick twins",
    },
    {
      name: "lambda",
      type: "number",
      default: 1,
      min: 1e-6,
      max: 1e6,
      help: "what is known before any label, on the diagonal; the paper takes 1, and 0.01 for CIFAR-10",
    },
  ],
  cost: "block-diagonal: O(k n d (d + b) + k d^3) time, O(k (d^2 + n) + n d) memory; full: k times the time, (k d)^2 memory",
  avoidWhen: "there are many classes and dimensions and little time: it is the most costly strategy here",
  work: (size, { fisher }) => {
    const { items: n, labelled, dimensions: d, classes: k, batch } = size;
    const added = Math.min(n, 2 * batch);
    const rows = n + labelled;
    if (fisher === "diagonal") return k * d * (rows + 4 * n + 60 * added);
    if (fisher === "block-diagonal")
      return k * (d * d * (0.5 * rows + 2 * n) + 2.5 * d ** 3 + added * (2 * n * d + 4 * d * d));
    const full = (k - 1) * d;
    const before = full * full * (0.25 * rows + n) + 2.5 * full ** 3;
    return before + added * (n * (2 * k * full + 3 * k ** 3) + 4 * k * full ** 2);
  },
  memory: ({ items: n, labelled, dimensions: d, classes: k }, { fisher }) => {
    const pool = 8 * (n + labelled) * (d + k) + 40 * n;
    if (fisher === "diagonal") return pool + 8 * (n + labelled) * d + 24 * k * d;
    if (fisher === "block-diagonal") return pool + 8 * (k * (3 * n + labelled) + 2 * k * d * d + 4 * d * d);
    return pool + 8 * (k * (k + 1) * n + 4 * (k * d) ** 2 + n + labelled);
  },
  async select(signals, request, { fisher, lambda }, context) {
    const { candidates, batchSize } = request;
    checkSize(fisher, signals.probabilities.cols, signals.embeddings.cols);
    const root = rising(stepper(context));
    const part =
      (from: number, to: number): Step =>
      (share) =>
        root(from + (to - from) * share);
    await root(0);
    const pool = fisherPool("bait", signals, request);
    const model = await modelOf(fisher, pool, lambda, part(0, 0.3));
    const before = model.trace();
    const tried = Math.min(candidates.length, 2 * batchSize);
    const { places, gains } = await forwardGreedy(model, tried, part(0.3, 0.9));
    const left = await backwardGreedy(model, places, batchSize, part(0.9, 1));
    const after = model.trace();
    const why = left.map((at) => {
      if (!(gains[at] > 0))
        return "adds no information: the model is certain of it, or nothing is left to learn";
      const trace = gains.subarray(0, at).reduce((sum, gain) => sum - gain, before);
      const fall = shortNumber((100 * gains[at]) / trace);
      const rise = shortNumber((100 * soundChange(model.lossOf(places[at]), after)) / after);
      return `lowers the expected variance over the pool by ${fall}% as it is added; the batch without it would leave ${rise}% more`;
    });
    return {
      picks: Int32Array.from(left, (at) => candidates[places[at]]),
      scores: Float64Array.from(left, (at) => gains[at]),
      why,
      facts: { traceBefore: before, traceAfter: after },
    };
  },
});

function checkSize(fisher: string, classes: number, dimensions: number): void {
  if (fisher === "full" && classes * dimensions > FULL_LIMIT) {
    throw new RangeError(
      `The full form of bait needs classes x dimensions of at most ${grouped(FULL_LIMIT)}; got ${classes} x ` +
        `${dimensions} = ${grouped(classes * dimensions)}. Set fisher to block-diagonal, which keeps one matrix a class.`,
    );
  }
  if (fisher === "block-diagonal" && classes * dimensions ** 2 > BLOCK_LIMIT) {
    throw new RangeError(
      `The block-diagonal form of bait needs classes x dimensions^2 of at most ${grouped(BLOCK_LIMIT)}; got ${classes} x ` +
        `${dimensions}^2 = ${grouped(classes * dimensions ** 2)}. Set fisher to diagonal, or shorten the embeddings.`,
    );
  }
}

/** Class by class, p_c (1 - p_c) of each row for the block-diagonal form. */
function modelOf(fisher: string, pool: FisherPool, lambda: number, step: Step): Promise<TraceModel> {
  if (fisher === "full") return coupledTrace(pool, lambda, step);
  if (fisher === "diagonal") return diagonalTrace(pool, lambda, step);
  const { classes, rows, probabilities } = pool;
  const weights = new Float64Array(classes * rows);
  for (let x = 0; x < rows; x += 1)
    for (let c = 0; c < classes; c += 1) {
      const p = probabilities[x * classes + c];
      weights[c * rows + x] = p * (1 - p);
    }
  return separateTrace({ ...pool, blocks: classes, weights, lambda }, step);
}
