/** The similarities of a pool's items to their nearest ones, kept by the item that is similar: O(n k) memory. */

import type { Matrix } from "../../../contracts.ts";
import type { NumberParameter } from "../../contract.ts";
import type { Kernels, Step } from "../../../kernels/contract.ts";
import { pairSimilarity } from "./pair-similarity.ts";

/** How many neighbours are kept, as a parameter. */
export const NEIGHBOURS = {
  name: "neighbours",
  type: "integer",
  default: 100,
  min: 1,
  max: 100000,
  help:
    "the nearest candidates or labelled items of each candidate whose similarity to it counts; that of all others " +
    "counts as zero, so a pick speaks only for candidates that have it among their nearest",
} as const satisfies NumberParameter;

/** Bytes of the graph at the peak, while it is turned round. */
export function graphMemory(items: number, labelled: number, neighbours: number): number {
  return 24 * items * (1 + Math.min(neighbours, items + labelled)) + 40 * (items + labelled);
}

/**
 * s_ij for items i (places of the candidates) and what may cover them. Candidate j covers the items
 * `items[starts[j]]` to `items[starts[j + 1] - 1]`, in order of place, itself with similarity 1 among them.
 */
export interface NeighbourGraph {
  readonly starts: Float64Array; // (n + 1)
  readonly items: Int32Array; // places of candidates
  readonly similarity: Float64Array; // as many as items, in [0, 1]
  readonly labelledMost: Float64Array; // (n), the largest similarity to a labelled item, 0 without one nearby
  readonly labelledSum: Float64Array; // (n), the sum of similarities to labelled items nearby
  readonly total: Float64Array; // (n), the sum over all j, itself included
  readonly squaredBandwidth: number;
}

/**
 * For each of `rows` its `neighbours` nearest among the other rows and the labelled ones, with s = exp(-d^2 / h^2); what
 * is farther has similarity zero. With "auto", h^2 is the mean squared distance of an item to these neighbours.
 *
 * @param rows places are places in this list
 */
export async function neighbourGraph(
  points: Matrix,
  rows: Int32Array,
  labelled: Int32Array,
  neighbours: number,
  squaredBandwidth: number | "auto",
  kernels: Kernels,
  step: Step,
): Promise<NeighbourGraph> {
  const n = rows.length;
  const among = new Int32Array(n + labelled.length);
  among.set(rows);
  among.set(labelled, n);
  const { count, rows: near, squared } = await kernels.neighbours(points, rows, among, neighbours, step);
  const placeOf = new Map<number, number>();
  rows.forEach((row, place) => placeOf.set(row, place));
  const scale = squaredBandwidth === "auto" ? meanOf(squared) : squaredBandwidth;

  const starts = new Float64Array(n + 1);
  const places = near; // rows become places, -1 for labelled ones
  for (let e = 0; e < places.length; e += 1) {
    const place = placeOf.get(near[e]) ?? -1;
    places[e] = place;
    if (place >= 0) starts[place + 1] += 1;
  }
  for (let j = 0; j < n; j += 1) starts[j + 1] += starts[j] + 1; // one more for the item itself
  const next = starts.slice(0, n);
  const items = new Int32Array(starts[n]);
  const similarity = new Float64Array(starts[n]);
  const labelledMost = new Float64Array(n);
  const labelledSum = new Float64Array(n);
  const total = new Float64Array(n);

  function cover(item: number, by: number, value: number): void {
    total[item] += value;
    if (by < 0) {
      labelledMost[item] = Math.max(labelledMost[item], value);
      labelledSum[item] += value;
      return;
    }
    items[next[by]] = item;
    similarity[next[by]] = value;
    next[by] += 1;
  }

  for (let i = 0; i < n; i += 1) {
    cover(i, i, 1);
    for (let e = i * count; e < (i + 1) * count; e += 1)
      cover(i, places[e], pairSimilarity(squared[e], scale));
  }
  return { starts, items, similarity, labelledMost, labelledSum, total, squaredBandwidth: scale };
}

function meanOf(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return values.length === 0 ? 0 : sum / values.length;
}
