/** The ALFA-Mix strategy: items whose prediction flips when their features are mixed a little with those of a class. */

import { expectedIterations } from "../../clustering/k-means.ts";
import type { Matrix } from "../../contracts.ts";
import type { LastLayer, SelectionContext } from "../contract.ts";
import { logitsOf, softmaxInPlace } from "../../array/last-layer.ts";
import { descendingPlaces } from "../../array/order.ts";
import { plainKernels } from "../../kernels/plain-kernels.ts";
import { split } from "../../random/key.ts";
import { defineStrategy } from "../shared/define-strategy.ts";
import { grouped, shortNumber } from "../shared/grouped.ts";
import { onePerCluster } from "../shared/one-per-cluster.ts";
import { stepper } from "../shared/pace.ts";

const FLIPS_SHARE = 0.5; // of the progress
const OPERATIONS_A_STEP = 1e7;

/**
 * For each labelled class an anchor z* is the mean of its embeddings. An item z, predicted to be of class y, is mixed with
 * it, z + alpha (z* - z), by the alpha of norm at most eps that raises its loss most (the closed form):
 * alpha (z* - z) = eps ||z* - z|| g / ||g|| with g = W (p - e_y), the gradient of its loss, in every coordinate where z*
 * and z differ, and 0 where they do not. eps = cap / sqrt d. The cap grows in steps of `step` until more items than the
 * batch have changed their predicted class for some anchor, or it passes one. Those are clustered by k-means into as many
 * clusters as the batch has items, on embeddings of length one, and the item nearest to each centre is picked; where no
 * more than the batch have changed, all of them and a random draw of the others.
 *
 * Logits are linear in eps along a fixed direction, so an item once flipped stays so: the smallest cap at which it flips
 * is reckoned once, eps_c = (l_y - l_c) / (v_c - v_y) / ||z* - z|| over classes c with v_c > v_y, l the logits and
 * v = W^T of the direction. The score is minus that cap, at least -1.
 *
 * Departure: the published code divides by z* - z + 1e-8, which is infinite at z* - z = -1e-8. A random fill draws
 * without replacement.
 */
export const alfaMix = defineStrategy({
  name: "alfa-mix",
  title: "ALFA-Mix",
  paper:
    "Parvaneh, Abbasnejad, Teney, Haffari, van den Hengel and Shi 2022, Active Learning by Feature Mixing, " +
    "arXiv 2203.07034, section 3, in closed form and with the constants of its code",
  needs: ["embeddings", "lastLayer", "labels"],
  minLabelled: 1,
  parameters: [
    {
      name: "step",
      type: "number",
      default: 0.03125,
      min: 0,
      minExclusive: true,
      max: 1,
      help: "by how much the cap on the mixing grows at a time",
    },
  ],
  cost: "O(n d k) time for k classes and then that of k-means on what flips; O(n d) memory",
  avoidWhen: "the embeddings are not those that the last layer reads, or some classes have no label yet",
  // What flips is taken for a batch and a tenth of the items.
  work({ items, dimensions, classes, batch }) {
    const flipped = Math.min(items, batch + items / 10);
    return dimensions * (4 * items * classes + flipped * batch * (1 + expectedIterations(flipped, batch)));
  },
  memory: ({ items, dimensions, classes, batch }) =>
    items * (100 + 8 * dimensions) + 8 * dimensions * (2 * classes + 3 * batch),
  async select(signals, request, { step }, context) {
    const { embeddings, lastLayer } = signals;
    const { candidates, batchSize, key } = request;
    const anchors = anchorsOf(embeddings, signals.labels, request.labelled);
    const { caps, flippedBy } = await flipCaps(embeddings, lastLayer, candidates, anchors, context);
    const order = descendingPlaces(caps.map((cap) => -cap));
    let cap = 0;
    let flipped = 0;
    while (cap < 1 && flipped <= batchSize) {
      cap += step;
      while (flipped < order.length && caps[order[flipped]] < cap) flipped += 1;
    }
    const rest = stepper(context, FLIPS_SHARE, 1);
    const among = order.slice(0, flipped).sort(); // candidates' own order, for k-means
    const rows = among.map((place) => candidates[place]);
    const chosen =
      flipped <= batchSize
        ? Array.from(among, (place) => ({ place, size: 0 }))
        : (
            await onePerCluster(
              embeddings,
              rows,
              batchSize,
              split(key, "alfa-mix"),
              context?.kernels ?? plainKernels,
              rest,
            )
          ).map(({ place, size }) => ({ place: among[place], size }));
    chosen.sort((p, q) => caps[p.place] - caps[q.place] || p.place - q.place);
    await rest(1);

    const isChosen = new Set(chosen.map(({ place }) => place));
    const why = chosen.map(
      ({ place, size }) =>
        `flips at a mixing cap of ${shortNumber(caps[place])} with class ${flippedBy[place]}, ` +
        (flipped <= batchSize
          ? `one of the ${grouped(flipped)} that flip at all below ${shortNumber(cap)}`
          : size > 0
            ? `nearest to the centre of a cluster of ${grouped(size)} among ${grouped(flipped)} that flip`
            : `a twin among ${grouped(flipped)} that flip`),
    );
    const picks = chosen.map(({ place }) => place);
    for (let place = 0; picks.length < batchSize; place += 1) {
      if (isChosen.has(place)) continue; // candidates stand in a random order
      picks.push(place);
      why.push(
        `drawn at random: only ${grouped(flipped)} items flip below a mixing cap of ${shortNumber(cap)}`,
      );
    }
    return {
      picks: Int32Array.from(picks, (place) => candidates[place]),
      scores: Float64Array.from(picks, (place) => -Math.min(1, caps[place])),
      why,
      facts: { cap, flipped },
    };
  },
});

interface Anchor {
  readonly label: number;
  readonly mean: Float64Array; // (d)
}

/** The mean embedding of every labelled class, in the order of classes. */
function anchorsOf({ cols, data }: Matrix, labels: Int32Array, labelled: Int32Array): Anchor[] {
  const present = Array.from(new Set(labelled.map((row) => labels[row]))).sort((a, b) => a - b);
  return present.map((label) => {
    const members = labelled.filter((row) => labels[row] === label);
    const mean = new Float64Array(cols);
    for (const row of members) for (let j = 0; j < cols; j += 1) mean[j] += data[row * cols + j];
    return { label, mean: mean.map((sum) => sum / members.length) };
  });
}

/** For each candidate the smallest cap at which it flips, Infinity when it never does, and the class it is mixed with. */
async function flipCaps(
  embeddings: Matrix,
  lastLayer: LastLayer,
  candidates: Int32Array,
  anchors: readonly Anchor[],
  context: SelectionContext | undefined,
): Promise<{ caps: Float64Array; flippedBy: Int32Array }> {
  const { cols } = embeddings;
  const classes = lastLayer.bias.length;
  const step = stepper(context, 0, FLIPS_SHARE);
  const piece = Math.max(1, Math.floor(OPERATIONS_A_STEP / (cols * (2 * classes + anchors.length))));
  const caps = new Float64Array(candidates.length).fill(Infinity);
  const flippedBy = new Int32Array(candidates.length).fill(-1);
  const direction = new Float64Array(cols);
  const slopes = new Float64Array(classes);
  const own = new Float64Array(classes);
  const logits = new Float64Array(classes);
  for (let i = 0; i < candidates.length; i += 1) {
    if (i % piece === 0) await step(i / candidates.length);
    const z = embeddings.data.subarray(candidates[i] * cols, (candidates[i] + 1) * cols);
    logitsOf(lastLayer, z, logits);
    const predicted = lossDirection(lastLayer, logits, direction, slopes);
    for (const { label, mean } of anchors) {
      own.set(slopes);
      let squared = 0;
      for (let j = 0; j < cols; j += 1) {
        const difference = mean[j] - z[j];
        squared += difference * difference;
        if (difference === 0) takeOff(lastLayer, direction[j], j, own); // mixing does not move this coordinate
      }
      const eps = smallestFlip(logits, own, predicted) / Math.sqrt(squared);
      const cap = eps * Math.sqrt(cols);
      if (cap < caps[i]) {
        caps[i] = cap;
        flippedBy[i] = label;
      }
    }
  }
  await step(1);
  return { caps, flippedBy };
}

/**
 * Writes g / ||g||, g = W (p - e_y), and its products with the columns of W; zeros where g is zero. @returns y, the
 * first of the most likely classes
 */
function lossDirection(
  { weights }: LastLayer,
  logits: Float64Array,
  direction: Float64Array,
  slopes: Float64Array,
): number {
  const { rows, cols, data } = weights;
  let predicted = 0;
  for (let c = 1; c < cols; c += 1) if (logits[c] > logits[predicted]) predicted = c;
  const residuals = softmaxInPlace(logits.slice());
  residuals[predicted] -= 1;
  let squared = 0;
  for (let j = 0; j < rows; j += 1) {
    let sum = 0;
    for (let c = 0; c < cols; c += 1) sum += data[j * cols + c] * residuals[c];
    direction[j] = sum;
    squared += sum * sum;
  }
  const length = Math.sqrt(squared);
  slopes.fill(0);
  for (let j = 0; j < rows; j += 1) {
    if (length > 0) direction[j] /= length;
    for (let c = 0; c < cols; c += 1) slopes[c] += data[j * cols + c] * direction[j];
  }
  return predicted;
}

function takeOff(
  { weights: { cols, data } }: LastLayer,
  along: number,
  j: number,
  slopes: Float64Array,
): void {
  for (let c = 0; c < cols; c += 1) slopes[c] -= data[j * cols + c] * along;
}

/** The smallest t at which another class's logit l_c + t v_c passes that of the predicted one. */
function smallestFlip(logits: Float64Array, slopes: Float64Array, predicted: number): number {
  let smallest = Infinity;
  for (let c = 0; c < logits.length; c += 1) {
    const rise = slopes[c] - slopes[predicted];
    if (c !== predicted && rise > 0) smallest = Math.min(smallest, (logits[predicted] - logits[c]) / rise);
  }
  return smallest;
}
