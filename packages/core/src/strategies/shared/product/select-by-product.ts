/** Greedy selection by a product of objectives, one of which may be the distance from what is known already. */

import type { Matrix } from "../../../contracts.ts";
import type { Kernels, Step } from "../../../kernels/contract.ts";
import type { Selection, SelectionContext, SelectionSize, Signals } from "../../contract.ts";
import { takeRows } from "../../../array/matrix.ts";
import { positivePower } from "../../../array/positive-power.ts";
import { plainKernels } from "../../../kernels/plain-kernels.ts";
import type { OrderedRequest } from "../define-strategy.ts";
import { shortNumber } from "../grouped.ts";
import { objectiveValues, TYPICALITY_NEIGHBOURS, TYPICALITY_SAMPLE, type ProductTerm } from "./objectives.ts";
import { stepper } from "../pace.ts";

const FLOOR = 1e-12; // of an objective's largest value

/**
 * Chooses items one at a time, each with the highest product over the terms of objective^strength. An objective below
 * 1e-12 of its largest value counts as that, so that one zero does not hide the other terms and a negative power is
 * finite; an objective that is zero everywhere is left out. Diversity is the distance to the nearest item labelled or
 * chosen; while there is none it is left out too. Of equal products the earlier candidate wins.
 *
 * @throws when a product is not finite, naming the item
 */
export async function selectByProduct(
  terms: readonly ProductTerm[],
  signals: Signals,
  request: OrderedRequest,
  context: SelectionContext | undefined,
): Promise<Selection> {
  const { candidates, labelled, batchSize, ids } = request;
  const kernels = context?.kernels ?? plainKernels;
  const used = terms.filter(({ strength }) => strength !== 0);
  const fixed = used.filter(({ objective }) => objective !== "diversity");
  const spread = used.find(({ objective }) => objective === "diversity");
  const parts = fixed.length + 2;
  const part = (k: number): Step => stepper(context, k / parts, (k + 1) / parts);

  const products = new Float64Array(candidates.length).fill(1);
  const columns: Float64Array[] = [];
  for (const [k, term] of fixed.entries()) {
    const values = await objectiveValues(term, signals, request, kernels, part(k));
    columns.push(values);
    const floor = FLOOR * largestOf(values);
    if (floor > 0)
      for (let i = 0; i < values.length; i += 1)
        products[i] *= positivePower(Math.max(values[i], floor), term.strength);
    await part(k)(1);
  }
  const distances =
    spread === undefined
      ? undefined
      : await knownDistances(
          signals.embeddings!,
          candidates,
          labelled,
          spread.strength,
          kernels,
          part(parts - 2),
        );

  const isLabelled = new Set(labelled);
  const isTaken = new Uint8Array(candidates.length);
  const picks = new Int32Array(batchSize);
  const scores = new Float64Array(batchSize);
  const why: string[] = [];
  const step = part(parts - 1);
  for (let b = 0; b < batchSize; b += 1) {
    await step(b / batchSize);
    const factors = distances?.factors;
    let best = -1;
    let highest = -Infinity;
    for (let i = 0; i < candidates.length; i += 1) {
      if (isTaken[i] === 1) continue;
      const product = factors === undefined ? products[i] : products[i] * factors[i];
      if (!Number.isFinite(product)) throw new RangeError(notFinite(ids[candidates[i]], product));
      if (product > highest) {
        highest = product;
        best = i;
      }
    }
    isTaken[best] = 1;
    picks[b] = candidates[best];
    scores[b] = highest;
    const words = fixed.map((term, k) => termWords(term, columns[k][best]));
    if (spread !== undefined) {
      const near = distances!.nearestTo(best);
      words.push(
        near === undefined
          ? "nothing labelled or chosen yet to be far from"
          : `${termWords(spread, near.distance)} from ${isLabelled.has(near.row) ? "labelled" : "chosen"} ${ids[near.row]}`,
      );
    }
    why.push(
      `product ${shortNumber(highest)} of ${words.join(", ") || "no objective at all: drawn at random"}`,
    );
    if (b < batchSize - 1) await distances?.add(candidates[best]);
  }
  await step(1);
  return { picks, scores, why };
}

/** Distances of the candidates to the nearest item known, and what they contribute to the product. */
interface KnownDistances {
  /** (candidates), distance^strength; ones while nothing is known */
  readonly factors: Float64Array;
  nearestTo(place: number): { readonly distance: number; readonly row: number } | undefined;
  add(row: number): Promise<void>;
}

async function knownDistances(
  embeddings: Matrix,
  candidates: Int32Array,
  labelled: Int32Array,
  strength: number,
  kernels: Kernels,
  step: Step,
): Promise<KnownDistances> {
  const n = candidates.length;
  const squared = new Float64Array(n).fill(Infinity);
  const nearest = new Int32Array(n).fill(-1);
  const factors = new Float64Array(n).fill(1);
  let floor = -1; // not known yet

  function take(distances: Float64Array, rowOf: (place: number) => number): void {
    if (floor < 0) floor = FLOOR * Math.sqrt(largestOf(distances));
    for (let i = 0; i < n; i += 1) {
      if (distances[i] >= squared[i]) continue;
      squared[i] = distances[i];
      nearest[i] = rowOf(i);
      if (floor > 0) factors[i] = positivePower(Math.max(Math.sqrt(distances[i]), floor), strength);
    }
  }

  if (labelled.length > 0) {
    const known = await kernels.nearest(embeddings, candidates, takeRows(embeddings, labelled), step);
    take(known.squared, (i) => labelled[known.places[i]]);
  }
  await step(1);
  return {
    factors,
    nearestTo: (place) =>
      nearest[place] < 0 ? undefined : { distance: Math.sqrt(squared[place]), row: nearest[place] },
    async add(row) {
      const one = takeRows(embeddings, [row]);
      take(await kernels.distances(embeddings, candidates, one, async () => {}), () => row);
    },
  };
}

/** The work of a selection by these terms. */
export function productWork(terms: readonly ProductTerm[], size: SelectionSize): number {
  const { items, dimensions, classes, labelled, batch } = size;
  let work = 2 * items * batch;
  for (const { objective, strength } of terms) {
    if (strength === 0) continue;
    if (objective === "diversity") work += items * (dimensions + 2) * (labelled + batch);
    else if (objective === "typicality") work += items * Math.min(items, TYPICALITY_SAMPLE) * dimensions;
    else if (objective === "similarity") work += 10 * items * dimensions;
    else work += 20 * items * (classes + 1);
  }
  return work;
}

/** The bytes beside the signals that a selection by these terms needs. */
export function productMemory(
  terms: readonly ProductTerm[],
  { items, labelled, dimensions }: SelectionSize,
): number {
  let bytes = items * (40 + 16 * terms.length);
  for (const { objective, strength } of terms) {
    if (strength === 0) continue;
    if (objective === "diversity") bytes += 40 * items + 4 * labelled * dimensions;
    if (objective === "typicality") bytes += 12 * items * TYPICALITY_NEIGHBOURS;
    if (objective === "similarity") bytes += items * (8 * dimensions + 100);
  }
  return bytes;
}

function termWords(term: ProductTerm, value: number): string {
  const name = term.objective === "weights" ? term.name : term.objective;
  return `${name} ${shortNumber(value)}${term.strength === 1 ? "" : ` ^ ${shortNumber(term.strength)}`}`;
}

function largestOf(values: Float64Array): number {
  let largest = 0;
  for (const value of values) if (value > largest) largest = value;
  return largest;
}

function notFinite(id: string, product: number): string {
  return `The product of objectives of item "${id}" must be finite; got ${product}. Use strengths nearer to 0.`;
}
