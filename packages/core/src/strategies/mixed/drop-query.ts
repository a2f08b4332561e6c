/** The DropQuery strategy: items whose prediction does not survive dropout on their features, spread by k-means. */

import { expectedIterations } from "../../clustering/k-means.ts";
import type { Key, Matrix } from "../../contracts.ts";
import type { LastLayer, SelectionContext } from "../contract.ts";
import { logitsOf } from "../../array/last-layer.ts";
import { plainKernels } from "../../kernels/plain-kernels.ts";
import { generator } from "../../random/generator.ts";
import { split } from "../../random/key.ts";
import { defineStrategy } from "../shared/define-strategy.ts";
import { grouped } from "../shared/grouped.ts";
import { onePerCluster } from "../shared/one-per-cluster.ts";
import { stepper } from "../shared/pace.ts";

const PASSES_SHARE = 0.5; // of the progress
const OPERATIONS_A_STEP = 1e7;
const ENOUGH = 25; // batches

/**
 * Each embedding goes `passes` times through the last layer with every feature dropped with probability `dropout` and the
 * others divided by 1 - dropout; the item's mismatch is how many of the predicted classes differ from the one without
 * dropout. Candidates are the items of a mismatch above passes / 2; while there are fewer than 25 batches of them the
 * bound is lowered by one, down to zero. They are clustered by k-means into as many clusters as the batch has items, on
 * embeddings of length one, and the item nearest to each centre is picked; where there are fewer than the batch, all of
 * them and a random draw of the others. The score is mismatch / passes.
 *
 * Masks are drawn by key and item id, each item its own. Departure: picks are put in order of mismatch.
 */
export const dropQuery = defineStrategy({
  name: "drop-query",
  title: "DropQuery",
  paper:
    "Gupte, Aklilu, Nirschl and Yeung-Levy 2024, Revisiting Active Learning in the Era of Vision Foundation Models, " +
    "arXiv 2401.14555, with the constants of its code",
  needs: ["embeddings", "lastLayer"],
  parameters: [
    {
      name: "passes",
      type: "integer",
      default: 3,
      min: 1,
      max: 100,
      help: "how often dropout is tried on an item",
    },
    {
      name: "dropout",
      type: "number",
      default: 0.75,
      min: 0,
      minExclusive: true,
      max: 0.99,
      help: "share of the features that is dropped",
    },
  ],
  cost: "O(n d (passes + k)) time for k classes and then that of k-means on the m candidates; O(m d) memory",
  avoidWhen: "the embeddings are not those that the last layer reads",
  // A random word costs as much as 25 products; half of the items are taken for candidates.
  work({ items, dimensions, classes, batch }, { passes }) {
    const clustering = (batch / 2) * (1 + expectedIterations(items / 2, batch));
    return items * dimensions * (25 * passes + classes * (1 + passes / 4) + clustering);
  },
  memory: ({ items, dimensions, batch }) => items * (120 + 8 * dimensions) + 16 * dimensions * batch,
  async select({ embeddings, lastLayer }, request, { passes, dropout }, context) {
    const { candidates, batchSize, key } = request;
    const mismatches = await mismatchesOf(
      embeddings,
      lastLayer,
      request,
      { passes, dropout, key: split(key, "drop-query") },
      context,
    );
    const above = (bound: number): number => mismatches.reduce((sum, m) => sum + Number(m > bound), 0);
    let bound = Math.floor(passes / 2);
    while (bound > 0 && above(bound) < ENOUGH * batchSize) bound -= 1;
    const among = Int32Array.from(mismatches.keys()).filter((place) => mismatches[place] > bound);
    const rest = stepper(context, PASSES_SHARE, 1);
    const chosen =
      among.length < batchSize
        ? Array.from(among, (place) => ({ place, size: 0 }))
        : (
            await onePerCluster(
              embeddings,
              among.map((place) => candidates[place]),
              batchSize,
              split(key, "drop-query-clusters"),
              context?.kernels ?? plainKernels,
              rest,
            )
          ).map(({ place, size }) => ({ place: among[place], size }));
    chosen.sort((p, q) => mismatches[q.place] - mismatches[p.place] || p.place - q.place);
    await rest(1);

    const isChosen = new Set(chosen.map(({ place }) => place));
    const picks = chosen.map(({ place }) => place);
    const changed = (place: number): string =>
      `another class in ${mismatches[place]} of ${passes} passes with ${Math.round(100 * dropout)} % of the features dropped`;
    const why = chosen.map(({ place, size }) => {
      const role =
        size > 0
          ? `nearest to the centre of a cluster of ${grouped(size)} among`
          : among.length < batchSize
            ? "one of only"
            : "a twin among";
      return `${changed(place)}; ${role} ${grouped(among.length)} that change in more than ${bound}`;
    });
    for (let place = 0; picks.length < batchSize; place += 1) {
      if (isChosen.has(place)) continue; // candidates stand in a random order
      picks.push(place);
      why.push(
        `${changed(place)}; drawn at random, as only ${grouped(among.length)} items change in more than ${bound}`,
      );
    }
    return {
      picks: Int32Array.from(picks, (place) => candidates[place]),
      scores: Float64Array.from(picks, (place) => mismatches[place] / passes),
      why,
      facts: { candidates: among.length, bound },
    };
  },
});

/** How many passes with dropout predict another class than the pass without, for each candidate. */
async function mismatchesOf(
  embeddings: Matrix,
  lastLayer: LastLayer,
  { candidates, ids }: { readonly candidates: Int32Array; readonly ids: readonly string[] },
  { passes, dropout, key }: { readonly passes: number; readonly dropout: number; readonly key: Key },
  context: SelectionContext | undefined,
): Promise<Int32Array> {
  const { cols } = embeddings;
  const step = stepper(context, 0, PASSES_SHARE);
  const piece = Math.max(1, Math.floor(OPERATIONS_A_STEP / (cols * (25 * passes + lastLayer.bias.length))));
  const isDropped = dropout * 2 ** 32; // a word below it
  const masked = new Float64Array(cols);
  const logits = new Float64Array(lastLayer.bias.length);
  const out = new Int32Array(candidates.length);
  for (let i = 0; i < candidates.length; i += 1) {
    if (i % piece === 0) await step(i / candidates.length);
    const row = candidates[i];
    const z = embeddings.data.subarray(row * cols, (row + 1) * cols);
    const predicted = largest(logitsOf(lastLayer, z, logits));
    const draw = generator(split(key, ids[row]));
    for (let pass = 0; pass < passes; pass += 1) {
      for (let j = 0; j < cols; j += 1) masked[j] = draw.nextUint32() < isDropped ? 0 : z[j] / (1 - dropout);
      if (largest(logitsOf(lastLayer, masked, logits)) !== predicted) out[i] += 1;
    }
  }
  await step(1);
  return out;
}

/** The place of the largest value, the first of equals. */
function largest(values: Float64Array): number {
  let best = 0;
  for (let c = 1; c < values.length; c += 1) if (values[c] > values[best]) best = c;
  return best;
}
