/** The expected gradient length strategy: items whose label, whatever it is, would move the last layer most. */

import { squaredLengths } from "../../array/squared-lengths.ts";
import type { Matrix } from "../../contracts.ts";
import { plainKernels } from "../../kernels/plain-kernels.ts";
import { defineStrategy } from "../shared/define-strategy.ts";
import { shortNumber } from "../shared/grouped.ts";
import { stepper } from "../shared/pace.ts";
import { topOf } from "../shared/select-top.ts";

/**
 * score = sum_c p_c ||grad l_c||, l_c the cross entropy if the label were c, its gradient that of the last layer's
 * weights and bias. That gradient is (p - e_c) (h, 1)^T, so score = sqrt(||h||^2 + 1) sum_c p_c ||p - e_c||, with h the
 * embedding; 0 where one class is certain.
 *
 * Departure: the paper takes the gradient of all parameters; the last layer alone has this closed form.
 */
export const expectedGradientLength = defineStrategy({
  name: "expected-gradient-length",
  title: "Expected gradient length",
  paper:
    "Settles, Craven and Ray 2007, Multiple-Instance Active Learning, NIPS 20; as in Settles 2009, section 3.3",
  needs: ["probabilities", "embeddings"],
  parameters: [],
  cost: "O(n (d + k) + n log n) time, O(n) memory",
  avoidWhen:
    "embeddings differ much in length, or the pool holds outliers: long embeddings win whatever the model thinks of them",
  prefix: true,
  scoresFall: true,
  work: ({ items, dimensions, classes }) => items * (dimensions + 8 * classes + 50),
  memory: ({ items }) => 48 * items,
  async select({ probabilities, embeddings }, request, _params, context) {
    const { candidates } = request;
    const kernels = context?.kernels ?? plainKernels;
    const scores = await squaredLengths(embeddings, candidates, kernels, stepper(context));
    const lengths = scores.map((square) => Math.sqrt(square + 1));
    for (let i = 0; i < scores.length; i += 1)
      scores[i] = lengths[i] * expectedResidual(probabilities, candidates[i]);
    return topOf(
      scores,
      request,
      (score, place) =>
        `expected gradient length ${shortNumber(score)}, of which the residual is ${shortNumber(score / lengths[place])} ` +
        `and the embedding ${shortNumber(lengths[place])}`,
    );
  },
});

/**
 * sum_c p_c ||p - e_c|| of row i, with ||p - e_c||^2 = (1 - p_c)^2 + sum_{k not c} p_k^2. The largest p is kept out of the
 * running sum of squares, so that what is left when p_c is taken out of it does not cancel.
 */
function expectedResidual({ cols, data }: Matrix, i: number): number {
  const start = i * cols;
  const end = start + cols;
  let top = start;
  for (let j = start + 1; j < end; j += 1) if (data[j] > data[top]) top = j;
  let rest = 0;
  for (let j = start; j < end; j += 1) if (j !== top) rest += data[j] * data[j];
  const topSquare = data[top] * data[top];
  let sum = 0;
  for (let j = start; j < end; j += 1) {
    const p = data[j];
    const others = j === top ? rest : topSquare + (rest - p * p);
    sum += p * Math.sqrt((1 - p) * (1 - p) + others);
  }
  return sum;
}
