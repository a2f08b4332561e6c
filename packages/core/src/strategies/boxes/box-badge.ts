/** The box-badge strategy: a batch whose gradients over boxes are long and point in different directions. */

import { takeRows } from "../../array/matrix.ts";
import { squaredLengths } from "../../array/squared-lengths.ts";
import { plusPlus, type Lower } from "../../clustering/plus-plus.ts";
import type { Matrix } from "../../contracts.ts";
import type { Step } from "../../kernels/contract.ts";
import { plainKernels } from "../../kernels/plain-kernels.ts";
import type { Detections } from "../contract.ts";
import { floorParameter } from "../shared/boxes/floor-parameter.ts";
import { keptBoxes } from "../shared/boxes/kept-boxes.ts";
import { defineStrategy } from "../shared/define-strategy.ts";
import { grouped, shortNumber } from "../shared/grouped.ts";
import { stepper } from "../shared/pace.ts";
import { refuseMemory } from "../shared/refuse-memory.ts";

/**
 * The gradient of an item is that of its classification loss in the weights of the class layer, if each box's most likely
 * class y, the background included, were right: g = sum_k (p_k - e_y) h_k^T over its boxes k, p the probabilities
 * (classes + 1) and h the features (d). Items are drawn by D^2 sampling: each with probability proportional to the squared
 * distance of its g from the nearest one drawn before; first comes the longest. g is summed in float64 and kept in
 * float32. An item without boxes has g = 0: it is drawn at most once while anything else is left.
 *
 * The score of the first pick is the length of its gradient, that of the others their distance from the nearest gradient
 * drawn before.
 *
 * Departure: the paper knows one box an item, for which this is badge; a sum over boxes does not factor, so g is built,
 * n (classes + 1) d numbers.
 */
export const boxBadge = defineStrategy({
  name: "box-badge",
  title: "BADGE of boxes",
  paper:
    "Ash, Zhang, Krishnamurthy, Langford and Agarwal 2020, Deep Batch Active Learning by Diverse, Uncertain Gradient " +
    "Lower Bounds, arXiv 1906.03671, algorithm 1, on gradients summed over the boxes of an image",
  needs: ["detections", "boxEmbeddings"],
  parameters: [floorParameter],
  cost: "O(m k d + n k d b) time for m boxes, O(n k d) memory",
  avoidWhen:
    "the pool is large: its table of gradients must fit; or each box costs time: crowded images are longest",
  prefix: true,
  work: ({ items, dimensions, classes, batch, boxes = 1 }) =>
    items * classes * dimensions * (2 * boxes + batch + 1),
  memory: ({ items, dimensions, classes }) => items * (4 * classes * dimensions + 60),
  async select({ detections, boxEmbeddings }, request, { floor }, context) {
    const { ids, key, candidates, batchSize } = request;
    const kernels = context?.kernels ?? plainKernels;
    const n = candidates.length;
    const width = detections.probabilities.cols * boxEmbeddings.cols;
    refuseMemory("box-badge", "its gradients", 4 * n * width, "Look at a part of the candidates with subset");
    const counts = new Int32Array(n);
    const gradients = kernels.matrix(n, width);
    const part = (from: number, to: number): Step =>
      stepper(context, from / (batchSize + 1), to / (batchSize + 1));
    await fillGradients(gradients, counts, { detections, boxEmbeddings, candidates, floor }, part(0, 0.5));
    const places = Int32Array.from({ length: n }, (_, i) => i);
    const lengths = await squaredLengths(gradients, places, kernels, part(0.5, 1));

    const nearest = new Float64Array(n).fill(Infinity);
    const nearestPick = new Int32Array(n);
    const neighbours: number[] = []; // of each pick, as it was drawn
    async function approach(place: number, lower: Lower): Promise<void> {
      neighbours.push(nearestPick[place]);
      const from = neighbours.length;
      const step = part(from, from + 1);
      const distances = await kernels.distances(gradients, places, takeRows(gradients, [place]), step);
      for (let i = 0; i < n; i += 1) {
        if (distances[i] >= nearest[i]) continue;
        nearest[i] = distances[i];
        nearestPick[i] = place;
        lower(i, distances[i]);
      }
    }
    const first = places.reduce((best, i) => (lengths[i] > lengths[best] ? i : best), 0);
    const drawn = await plusPlus({ items: n, count: batchSize, first, key, approach });
    await part(batchSize, batchSize + 1)(1);
    neighbours.push(nearestPick[drawn.places[batchSize - 1]]);
    const scores = drawn.squared.map((square, b) => Math.sqrt(b === 0 ? lengths[first] : square));
    const why = Array.from(drawn.places, (place, b) => {
      const count = counts[place];
      const boxes = count === 0 ? "no boxes" : `${grouped(count)} box${count === 1 ? "" : "es"}`;
      const gradient = `gradient of length ${shortNumber(Math.sqrt(lengths[place]))} from ${boxes}`;
      if (b === 0) return `${gradient}, the longest of ${grouped(n)}`;
      const other = `its nearest in this batch (${ids[candidates[neighbours[b]]]})`;
      return scores[b] > 0
        ? `${gradient}, ${shortNumber(scores[b])} from ${other}`
        : `${gradient}, no different from ${other}: no other was left`;
    });
    return { picks: drawn.places.map((place) => candidates[place]), scores, why };
  },
});

/** Writes sum_k (p_k - e_y) h_k^T of each candidate, (classes + 1, d) row by row, and the number of its boxes. */
async function fillGradients(
  { cols: width, data }: Matrix,
  counts: Int32Array,
  from: {
    readonly detections: Detections;
    readonly boxEmbeddings: Matrix;
    readonly candidates: Int32Array;
    readonly floor: number;
  },
  step: Step,
): Promise<void> {
  const { detections, boxEmbeddings, candidates, floor } = from;
  const { cols: classes, data: p } = detections.probabilities;
  const { cols: d, data: h } = boxEmbeddings;
  const sum = new Float64Array(width);
  const piece = Math.max(1, Math.floor(2e6 / width));
  for (let place = 0; place < candidates.length; place += 1) {
    if (place % piece === 0) await step(place / candidates.length);
    const boxes = keptBoxes(detections, candidates[place], floor);
    counts[place] = boxes.length;
    if (boxes.length === 0) continue;
    sum.fill(0);
    for (const box of boxes) {
      let predicted = 0;
      for (let c = 1; c < classes; c += 1)
        if (p[box * classes + c] > p[box * classes + predicted]) predicted = c;
      for (let c = 0; c < classes; c += 1) {
        const residual = p[box * classes + c] - (c === predicted ? 1 : 0);
        for (let j = 0; j < d; j += 1) sum[c * d + j] += residual * h[box * d + j];
      }
    }
    data.set(sum, place * width);
  }
  await step(1);
}
