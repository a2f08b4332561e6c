/** What a weighted product multiplies: one number an item for each objective, never negative. */

import type { Matrix } from "../../../contracts.ts";
import type { Kernels, Step } from "../../../kernels/contract.ts";
import type { SignalName, Signals } from "../../contract.ts";
import { exponential } from "../../../array/exponential.ts";
import { takeRows } from "../../../array/matrix.ts";
import { unitRows } from "../../../array/unit-rows.ts";
import type { OrderedRequest } from "../define-strategy.ts";
import { doubtOf, doubts, type Doubt } from "../doubt.ts";
import { pacedValues } from "../paced-values.ts";

/** The objectives with the signal that each reads. */
export const objectives = {
  entropy: "probabilities",
  margin: "probabilities",
  "least-confidence": "probabilities",
  "predicted-loss": "predictedLoss",
  diversity: "embeddings",
  typicality: "embeddings",
  similarity: "targets",
} as const satisfies Readonly<Record<string, SignalName>>;

export type Objective = keyof typeof objectives;

/** An objective and the power it is raised to: 0 leaves it out, a negative one turns it round. */
export interface ObjectiveTerm {
  readonly objective: Objective;
  readonly strength: number;
}

/** Numbers of the caller's own, one for each item of the pool. */
export interface WeightsTerm {
  readonly objective: "weights";
  readonly name: string;
  readonly values: ArrayLike<number>; // (n), finite and not negative at the candidates
  readonly strength: number;
}

export type ProductTerm = ObjectiveTerm | WeightsTerm;

export const TYPICALITY_NEIGHBOURS = 20;
export const TYPICALITY_SAMPLE = 5000;

/**
 * One number for each candidate of an objective that does not change as items are chosen.
 *
 * entropy, margin and least-confidence are as in `doubtOf`. predicted-loss is the loss less the smallest one among the
 * candidates. typicality is the mean of e^(-d / D) over the 20 nearest candidates, d the distance and D the mean of all
 * those distances; above 5,000 candidates neighbours are looked for among a random 5,000. similarity is
 * (1 + cos) / 2 with the most similar target.
 */
export async function objectiveValues(
  term: ProductTerm,
  signals: Signals,
  request: OrderedRequest,
  kernels: Kernels,
  step: Step,
): Promise<Float64Array> {
  const { candidates, ids } = request;
  const { objective } = term;
  if (objective === "weights") return weightsOf(term, candidates, ids);
  if (isDoubt(objective))
    return pacedValues(
      candidates,
      signals.probabilities!.cols,
      (item) => doubtOf(objective, signals.probabilities!, item),
      step,
    );
  if (objective === "predicted-loss") {
    const losses = Float64Array.from(candidates, (item) => signals.predictedLoss![item]);
    const least = losses.reduce((a, b) => Math.min(a, b));
    return losses.map((loss) => loss - least);
  }
  if (objective === "typicality") return typicalities(signals.embeddings!, candidates, kernels, step);
  if (objective === "similarity") return similarities(signals, candidates, kernels, step);
  throw new Error("internal: diversity changes with every item chosen and is reckoned as they are.");
}

function isDoubt(objective: Objective): objective is Doubt {
  return (doubts as readonly string[]).includes(objective);
}

function weightsOf(
  { name, values }: WeightsTerm,
  candidates: Int32Array,
  ids: readonly string[],
): Float64Array {
  if (values.length !== ids.length) {
    throw new RangeError(
      `The weights "${name}" must have one value for each of the ${ids.length} items; got ${values.length}.`,
    );
  }
  return Float64Array.from(candidates, (item) => {
    const value = values[item];
    if (Number.isFinite(value) && value >= 0) return value;
    throw new RangeError(
      `The weight "${name}" of item "${ids[item]}" must be a finite number, 0 or more; got ${value}. ` +
        "Repair it or leave out this item.",
    );
  });
}

async function typicalities(
  embeddings: Matrix,
  candidates: Int32Array,
  { neighbours }: Kernels,
  step: Step,
): Promise<Float64Array> {
  const among = candidates.subarray(0, TYPICALITY_SAMPLE); // they are in a random order
  const { count, squared } = await neighbours(embeddings, candidates, among, TYPICALITY_NEIGHBOURS, step);
  const out = new Float64Array(candidates.length);
  let mean = 0;
  for (const distance of squared) mean += Math.sqrt(distance) / squared.length;
  if (!(mean > 0)) return out; // one candidate, or all of them in one place
  for (let i = 0; i < out.length; i += 1) {
    for (let k = i * count; k < (i + 1) * count; k += 1)
      out[i] += exponential(-Math.sqrt(squared[k]) / mean) / count;
  }
  return out;
}

async function similarities(
  { embeddings, targets }: Signals,
  candidates: Int32Array,
  { products }: Kernels,
  step: Step,
): Promise<Float64Array> {
  const points = unitRows(takeRows(embeddings!, candidates));
  const places = Int32Array.from(candidates, (_, i) => i);
  const cosines = await products(points, places, unitRows(targets!), step);
  const out = new Float64Array(candidates.length);
  for (let i = 0; i < cosines.length; i += 1) {
    const place = i % candidates.length;
    out[place] = Math.max(out[place], Math.min(1, (1 + cosines[i]) / 2));
  }
  return out;
}
