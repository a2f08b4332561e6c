/** Farthest-first traversal, the heart of k-center greedy, in plain TypeScript. */

import type { Matrix } from "../contracts.ts";
import type { FarthestFirst, Step } from "./contract.ts";
import { nearestCentres } from "./nearest-centres.ts";

const PRODUCTS_A_STEP = 5e7; // some tens of milliseconds between two steps

/** As `Kernels.farthestFirst` says: every candidate's distance to its nearest centre is kept and lowered pick by pick. */
export async function farthestFirst(
  points: Matrix,
  candidates: Int32Array,
  centres: Int32Array,
  count: number,
  step: Step,
): Promise<FarthestFirst> {
  const current = nearestCentres(points, candidates);
  const total = centres.length + count;
  const chunk = Math.max(1, Math.floor(PRODUCTS_A_STEP / (candidates.length * points.cols)));
  for (let start = 0; start < centres.length; start += chunk) {
    await step(start / total);
    current.add(centres.subarray(start, start + chunk));
  }

  const taken = new Uint8Array(candidates.length);
  const places = new Int32Array(count);
  const squared = new Float64Array(count);
  const nearest = new Int32Array(count);
  for (let b = 0; b < count; b += 1) {
    await step((centres.length + b) / total);
    const place = farthest(current.squared, taken); // the first one when there are no centres: all are infinite
    taken[place] = 1;
    places[b] = place;
    squared[b] = current.squared[place];
    nearest[b] = current.centre[place];
    current.add(candidates.subarray(place, place + 1));
    if (squared[b] === Infinity) squared[b] = current.squared.reduce((a, c) => Math.max(a, c));
  }
  await step(1);
  return { places, squared, nearest };
}

function farthest(squared: Float64Array, taken: Uint8Array): number {
  let best = -1;
  for (let i = 0; i < squared.length; i += 1)
    if (taken[i] === 0 && (best < 0 || squared[i] > squared[best])) best = i;
  return best;
}
