/** The BADGE strategy: a batch whose last-layer gradients are long and point in different directions. */

import { takeRows } from "../../array/matrix.ts";
import { squaredLengths } from "../../array/squared-lengths.ts";
import { plusPlus, type Lower } from "../../clustering/plus-plus.ts";
import type { Step } from "../../kernels/contract.ts";
import { plainKernels } from "../../kernels/plain-kernels.ts";
import { defineStrategy } from "../shared/define-strategy.ts";
import { nearGradients } from "../shared/gradients/near-gradients.ts";
import { residualsByClass } from "../shared/gradients/residuals-by-class.ts";
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
  cost: "O(n (d + k) b) time at most; as picks grow, few items but those of the same class are measured; O(n k) memory",
  avoidWhen:
    "fewer than about five labels a class are known: the probabilities, and so the lengths of gradients, are noise then",
  prefix: true,
  work: ({ items, dimensions, classes, batch }) =>
    items * ((dimensions + classes) * (8 + batch / 50) + 3 * batch + 200),
  memory: ({ items, classes }) => items * (4.2 * classes + 150),
  async select(signals, request, _params, context) {
    const { ids, key, candidates, batchSize } = request;
    const kernels = context?.kernels ?? plainKernels;
    const { embeddings, probabilities } = signals;
    const n = candidates.length;
    const part = (from: number, to: number): Step =>
      stepper(context, from / (batchSize + 1), to / (batchSize + 1));
    // Items of one predicted class have slots side by side; the order of candidates decides ties and sums.
    const { residuals, predicted, places, starts } = residualsByClass(
      probabilities,
      candidates,
      kernels.matrix,
    );
    const rows = places.map((place) => candidates[place]);
    const slots = new Int32Array(n);
    const slotOf = new Int32Array(n);
    for (let i = 0; i < n; i += 1) {
      slots[i] = i;
      slotOf[places[i]] = i;
    }
    const squared = await squaredLengths(embeddings, rows, kernels, part(0, 0.5));
    const squaredResiduals = await squaredLengths(residuals, slots, kernels, part(0.5, 1));
    const lengths = squared.map(Math.sqrt);
    for (let i = 0; i < n; i += 1) squared[i] *= squaredResiduals[i];
    const near = nearGradients({ residuals, starts, squaredResiduals, lengths, squared });

    const nearest = new Float64Array(n).fill(Infinity);
    const nearestPick = new Int32Array(n); // a slot
    const neighbours: number[] = []; // of each pick, as it was drawn
    const perhaps = new Int32Array(n); // slots whose gradient may be nearer to the last pick than to those before
    const their = new Int32Array(n); // rows of these
    async function approach(place: number, lower: Lower): Promise<void> {
      const slot = slotOf[place];
      neighbours.push(nearestPick[slot]);
      const from = neighbours.length;
      const some = near.list(slot, predicted[slot], nearest, perhaps);
      const mine = takeRows(residuals, [slot]);
      const dots = await kernels.products(residuals, perhaps.subarray(0, some), mine, part(from, from + 0.5));
      let count = 0;
      for (let at = 0; at < some; at += 1) {
        const i = perhaps[at];
        if (near.isFar(slot, i, Math.abs(dots[at]), nearest[i])) continue;
        perhaps[count] = i;
        their[count] = rows[i];
        dots[count] = dots[at];
        count += 1;
      }
      const centre = takeRows(embeddings, [rows[slot]]);
      const step = part(from + 0.5, from + 1);
      const others = await kernels.products(embeddings, their.subarray(0, count), centre, step);
      for (let at = 0; at < count; at += 1) {
        const i = perhaps[at];
        const distance = Math.max(0, squared[i] + squared[slot] - 2 * (dots[at] * others[at])); // may round below zero
        if (distance >= nearest[i]) continue;
        nearest[i] = distance;
        nearestPick[i] = slot;
        lower(places[i], distance);
      }
    }

    const first = slots.reduce((best, i) =>
      squared[i] > squared[best] || (squared[i] === squared[best] && places[i] < places[best]) ? i : best,
    );
    const drawn = await plusPlus({ items: n, count: batchSize, first: places[first], key, approach });
    await part(batchSize, batchSize + 1)(1);
    const picked = drawn.places.map((place) => slotOf[place]);
    neighbours.push(nearestPick[picked[batchSize - 1]]);
    const scores = drawn.squared.map((square, b) => Math.sqrt(b === 0 ? squared[first] : square));
    const why = Array.from(picked, (slot, b) => {
      const length = shortNumber(Math.sqrt(squared[slot]));
      const gradient = `gradient of length ${length} for predicted class ${predicted[slot]}`;
      if (b === 0) return `${gradient}, the longest of ${grouped(n)}`;
      const other = `its nearest in this batch (${ids[rows[neighbours[b]]]})`;
      return scores[b] > 0
        ? `${gradient}, ${shortNumber(scores[b])} from ${other}`
        : `${gradient}, no different from ${other}: no other was left`;
    });
    return { picks: drawn.places.map((place) => candidates[place]), scores, why };
  },
});
