/** The BADGE strategy: a batch whose last-layer gradients are long and point in different directions. */

import { argmaxRows, takeRows } from "../../array/matrix.ts";
import { squaredLengths } from "../../array/squared-lengths.ts";
import { plusPlus } from "../../clustering/plus-plus.ts";
import type { Matrix } from "../../contracts.ts";
import type { Kernels, Step } from "../../kernels/contract.ts";
import { plainKernels } from "../../kernels/plain-kernels.ts";
import { defineStrategy } from "../shared/define-strategy.ts";
import { residualBounds, SLACK } from "../shared/gradients/residual-bounds.ts";
import { grouped, shortNumber } from "../shared/grouped.ts";
import { stepper } from "../shared/pace.ts";

/**
 * The gradient of the loss in the last layer's weights, if the predicted class y were right, is the matrix
 * g = (p - e_y) h^T. Items are drawn by D^2 sampling: each with probability proportional to the squared distance of its
 * gradient from the nearest one drawn before; first comes the longest gradient, as in the paper's code.
 *
 * g is never built: with a = p - e_y, ||g - g'||^2 = ||a||^2 ||h||^2 + ||a'||^2 ||h'||^2 - 2 (a.a') (h.h').
 * a is kept in float32, the sums are float64. Twins are at distance 0 exactly, so that one of them alone is drawn while
 * anything else is left. Labelled items are no centres, as in the paper.
 *
 * The score of the first pick is the length of its gradient, that of the others their distance from the nearest
 * gradient drawn before.
 */
export const badge = defineStrategy({
  name: "badge",
  title: "BADGE (diverse gradients)",
  paper:
    "Ash, Zhang, Krishnamurthy, Langford and Agarwal 2020, Deep Batch Active Learning by Diverse, Uncertain Gradient " +
    "Lower Bounds, arXiv 1906.03671, algorithm 1; factorised as in arXiv 2306.09910, appendix D",
  needs: ["probabilities", "embeddings"],
  parameters: [],
  cost: "O(n (d + k) b) time at most: the part in d falls to few items as picks grow; O(n k) memory beside the signals",
  avoidWhen:
    "fewer than about five labels a class are known: the probabilities, and so the lengths of gradients, are noise then",
  prefix: true,
  work: ({ items, dimensions, classes, batch }) =>
    items * (dimensions * (2 + batch / 20) + (classes + 40) * (batch + 1)),
  memory: ({ items, classes }) => items * (8 * classes + 150),
  async select(signals, request, _params, context) {
    const { ids, key, candidates, batchSize } = request;
    const kernels = context?.kernels ?? plainKernels;
    const { embeddings } = signals;
    const n = candidates.length;
    const places = Int32Array.from({ length: n }, (_, i) => i);
    const { residuals, predicted } = residualsOf(signals.probabilities, candidates, kernels.matrix);
    const part = (from: number, to: number): Step =>
      stepper(context, from / (batchSize + 1), to / (batchSize + 1));
    const lengths = await squaredLengths(embeddings, candidates, part(0, 0.5)); // squared
    const ofResiduals = await squaredLengths(residuals, places, part(0.5, 1));
    const ofEmbeddings = lengths.map(Math.sqrt);
    for (let i = 0; i < n; i += 1) lengths[i] *= ofResiduals[i];

    const nearest = new Float64Array(n).fill(Infinity);
    const nearestPick = new Int32Array(n);
    const neighbours: number[] = []; // of each pick, as it was drawn
    const perhaps = new Int32Array(n); // places whose gradient may be nearer to the last pick than to those before
    const rows = new Int32Array(n); // the same, as rows of the signals
    const distances = new Float64Array(n);
    const bounds = new Float64Array(n);
    const boundsTo = residualBounds(residuals, predicted, ofResiduals);
    async function distancesTo(place: number): Promise<Float64Array> {
      neighbours.push(nearestPick[place]);
      const from = neighbours.length;
      const own = lengths[place];
      // |h.h'| <= ||h|| ||h'||, so a bound of |a.a'| can say that a gradient is no nearer to this one than to another.
      const reach = 2 * (1 + SLACK) * ofEmbeddings[place];
      const isFar = (i: number, product: number): boolean =>
        (1 - SLACK) * (lengths[i] + own) - reach * product * ofEmbeddings[i] >= nearest[i];
      boundsTo(place, bounds);
      let some = 0;
      for (let i = 0; i < n; i += 1) if (!isFar(i, bounds[i])) perhaps[some++] = i;
      const dots = await kernels.products(
        residuals,
        perhaps.subarray(0, some),
        takeRows(residuals, [place]),
        part(from, from + 0.5),
      );
      let count = 0;
      for (let at = 0; at < some; at += 1) {
        const i = perhaps[at];
        if (isFar(i, Math.abs(dots[at]))) continue;
        perhaps[count] = i;
        rows[count] = candidates[i];
        dots[count] = dots[at];
        count += 1;
      }
      const centre = takeRows(embeddings, [candidates[place]]);
      const step = part(from + 0.5, from + 1);
      const others = await kernels.products(embeddings, rows.subarray(0, count), centre, step);
      distances.fill(Infinity);
      for (let at = 0; at < count; at += 1) {
        const i = perhaps[at];
        distances[i] = Math.max(0, lengths[i] + own - 2 * (dots[at] * others[at])); // rounding can leave less than zero
        if (distances[i] >= nearest[i]) continue;
        nearest[i] = distances[i];
        nearestPick[i] = place;
      }
      return distances;
    }

    const first = places.reduce((best, i) => (lengths[i] > lengths[best] ? i : best), 0);
    const drawn = await plusPlus({ items: n, count: batchSize, first, key, distancesTo });
    await part(batchSize, batchSize + 1)(1);
    neighbours.push(nearestPick[drawn.places[batchSize - 1]]);
    const scores = drawn.squared.map((square, b) => Math.sqrt(b === 0 ? lengths[first] : square));
    const why = Array.from(drawn.places, (place, b) => {
      const length = shortNumber(Math.sqrt(lengths[place]));
      const gradient = `gradient of length ${length} for predicted class ${predicted[place]}`;
      if (b === 0) return `${gradient}, the longest of ${grouped(n)}`;
      const other = `its nearest in this batch (${ids[candidates[neighbours[b]]]})`;
      return scores[b] > 0
        ? `${gradient}, ${shortNumber(scores[b])} from ${other}`
        : `${gradient}, no different from ${other}: no other was left`;
    });
    return { picks: drawn.places.map((place) => candidates[place]), scores, why };
  },
});

/** p - e_y for each of `rows`, and y, its most likely class. */
function residualsOf(
  probabilities: Matrix,
  rows: Int32Array,
  make: Kernels["matrix"],
): { residuals: Matrix; predicted: Int32Array } {
  const { cols, data } = probabilities;
  const residuals = make(rows.length, cols);
  const out = residuals.data;
  for (let i = 0; i < rows.length; i += 1)
    for (let c = 0; c < cols; c += 1) out[i * cols + c] = data[rows[i] * cols + c];
  const predicted = argmaxRows(residuals);
  predicted.forEach((y, i) => (out[i * cols + y] -= 1));
  return { residuals, predicted };
}
