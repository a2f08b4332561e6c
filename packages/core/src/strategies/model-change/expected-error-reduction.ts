/** The expected error reduction strategy: items whose label would make the model surest about the rest of the pool. */

import { positiveInverse } from "../../array/linear-algebra/positive-inverse.ts";
import { dot, rowDots } from "../../array/linear-algebra/row-dots.ts";
import { weightedGram } from "../../array/linear-algebra/weighted-gram.ts";
import { naturalLog } from "../../array/natural-log.ts";
import { descendingPlaces } from "../../array/order.ts";
import { split, uniformFor } from "../../random/key.ts";
import { defineStrategy } from "../shared/define-strategy.ts";
import { fisherPool } from "../shared/fisher/fisher-pool.ts";
import { grouped, shortNumber } from "../shared/grouped.ts";
import { expectedLossAfter } from "../shared/fisher/label-effect.ts";
import { stepper } from "../shared/pace.ts";
import { topOf } from "../shared/select-top.ts";
import { rising } from "../shared/fisher/trace-model.ts";

const OPERATIONS_A_STEP = 1e7;

/**
 * score = mean over other items u of loss(p_u) - sum_c p_c(x) loss(p_u after x was labelled c): by how much the expected
 * loss of an item falls, the labels weighted by what the model thinks of x. loss is 1 - max p or the entropy.
 *
 * The model that learns the label is the softmax layer over (h, 1) that gave the probabilities, taken to be at its optimum for
 * the labelled items with weight decay lambda. It takes one Newton step with Böhning's bound of the curvature,
 * (I - 1 1^T / k) / 2 for an item's k logits, so that with M = (lambda I + sum over labelled items of h h^T / 2)^-1
 *   logits of u += kappa (e_c - p_x),  kappa = h_u^T M h_x / (1 + h_x^T M h_x / 2)   (Sherman and Morrison 1950).
 * The bound makes the step shorter than a full refit would be, never too long.
 *
 * Departures: the paper retrains naive Bayes for every item and label and looks for one item at a time; here the highest
 * scores make a batch. As in the paper the items looked at and those the error is estimated on are random samples.
 */
export const expectedErrorReduction = defineStrategy({
  name: "expected-error-reduction",
  title: "Expected error reduction",
  paper:
    "Roy and McCallum 2001, Toward Optimal Active Learning through Sampling Estimation of Error Reduction, ICML, " +
    "section 2; the step is that of Böhning 1992, doi 10.1007/BF00048682",
  needs: ["probabilities", "embeddings"],
  parameters: [
    {
      name: "loss",
      type: "choice",
      default: "entropy",
      options: ["entropy", "zero-one"],
      help: "what is to fall: the entropy of the predictions, or the share that the most likely class leaves",
    },
    {
      name: "looked",
      type: "integer",
      default: 500,
      min: 1,
      max: 1_000_000,
      help: "candidates looked at, drawn at random; never fewer than the batch",
    },
    {
      name: "evaluated",
      type: "integer",
      default: 1000,
      min: 1,
      max: 1_000_000,
      help: "candidates on which the error is estimated, drawn at random",
    },
    {
      name: "lambda",
      type: "number",
      default: 1,
      min: 1e-6,
      max: 1e6,
      help: "weight decay of the last layer, in items",
    },
  ],
  subset: "none",
  cost: "O(m (e (d + k) + d^2) + d^3) time for m candidates looked at and e evaluated, O((m + e) d + d^2) memory",
  avoidWhen: "the batch is large: its items are chosen one by one and may all teach the same",
  prefix: true,
  scoresFall: true,
  work: ({ items, labelled, dimensions, classes, batch }, { looked, evaluated }) => {
    const m = Math.min(items, Math.max(batch, looked));
    const e = Math.min(items, evaluated);
    const square = dimensions ** 2;
    return (
      square * (0.5 * labelled + m + 0.5 * dimensions) + m * e * (dimensions + 40 * classes) + 700 * items
    );
  },
  memory: ({ items, labelled, dimensions, classes, batch }, { looked, evaluated }) => {
    const rows = Math.min(items, Math.max(batch, looked)) + 2 * Math.min(items, evaluated) + labelled;
    return 8 * rows * (dimensions + classes + 2) + 8 * (dimensions + 1) ** 2 + 64 * items;
  },
  async select(signals, request, { loss, looked, evaluated, lambda }, context) {
    const { ids, key, candidates, labelled, batchSize } = request;
    const step = rising(stepper(context));
    await step(0);
    const chosen = candidates.subarray(0, Math.max(batchSize, looked)); // candidates stand in random order
    const draws = split(key, "evaluated");
    const order = descendingPlaces(Array.from(candidates, (row) => uniformFor(draws, ids[row])));
    const others = order.subarray(0, evaluated).map((place) => candidates[place]);

    const name = "expected-error-reduction";
    const pool = fisherPool(name, signals, { ids, candidates: chosen, labelled }, true);
    const { cols, classes, embeddings } = pool;
    const rest = fisherPool(name, signals, { ids, candidates: others, labelled: new Int32Array(0) }, true);
    const logs = rest.probabilities.map(naturalLog);
    const inverse = new Float64Array(cols * cols);
    const halves = new Float64Array(pool.rows).fill(0.5);
    await weightedGram(embeddings, cols, chosen.length, pool.rows, halves, inverse, (share) =>
      step(0.05 * share),
    );
    for (let i = 0; i < cols; i += 1) inverse[i * cols + i] += lambda;
    await positiveInverse(inverse, cols, (share) => step(0.05 + 0.15 * share));

    const a = new Float64Array(classes);
    const exponents = new Float64Array(classes);
    const certain = new Float64Array(classes); // no label: nothing moves
    certain[0] = 1;
    const now = Float64Array.from(others, (_, u) =>
      expectedLossAfter(loss, certain, logs, u * classes, 0, a, exponents),
    );
    const moved = new Float64Array(cols); // M h_x
    const products = new Float64Array(others.length); // h_u^T M h_x
    const scores = new Float64Array(chosen.length);
    const cost = cols * cols + others.length * (cols + 40 * classes);
    const piece = Math.ceil(OPERATIONS_A_STEP / cost);
    for (let x = 0; x < chosen.length; x += 1) {
      if (x % piece === 0) await step(0.2 + (0.8 * x) / chosen.length);
      const p = pool.probabilities.subarray(x * classes, (x + 1) * classes);
      const h = embeddings.subarray(x * cols, (x + 1) * cols);
      rowDots(inverse, cols, 0, cols, h, 1, moved);
      rowDots(rest.embeddings, cols, 0, others.length, moved, 1, products);
      const scale = 1 + dot(h, 0, moved, 0, cols) / 2;
      let sum = 0;
      let count = 0;
      for (let u = 0; u < others.length; u += 1) {
        if (others[u] === chosen[x]) continue;
        sum += now[u] - expectedLossAfter(loss, p, logs, u * classes, products[u] / scale, a, exponents);
        count += 1;
      }
      scores[x] = count === 0 ? 0 : sum / count;
    }
    await step(1);
    const mean = now.reduce((sum, value) => sum + value, 0) / now.length;
    const word = loss === "entropy" ? "entropy" : "error";
    return topOf(scores, { ...request, candidates: chosen }, (score) => {
      const change = `${score < 0 ? "raises" : "lowers"} the expected ${word} of other items by ${shortNumber(Math.abs(score))}`;
      return `${change}, from ${shortNumber(mean)} (mean over ${grouped(others.length)})`;
    });
  },
});
