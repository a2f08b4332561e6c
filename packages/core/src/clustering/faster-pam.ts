/** k-medoids by eager swaps: FasterPAM, with distances to all items or to a sample of them. */

import type { Step } from "../kernels/contract.ts";

/** Items that may be medoids, and how far they lie from the items that the cost is summed over. */
export interface MedoidProblem {
  readonly items: number;
  readonly sampled: number;
  readonly distances: Float32Array; // (items, sampled)
  /** Distance of each sampled item to the nearest medoid that is there already and stays; Infinity without one. */
  readonly toFixed: Float64Array; // (sampled)
  readonly start: Int32Array; // (medoids), the first choice
}

/** Medoids that no single swap improves, unless the passes ran out. */
export interface Medoids {
  readonly places: Int32Array; // (medoids)
  readonly cost: number; // sum of distances to the nearest medoid
  readonly swaps: number;
}

const MOST_PASSES = 100;
const OPERATIONS_A_STEP = 2e6; // a few tens of milliseconds at most between two steps
const LEAST_GAIN = 1e-10; // of the cost: below it rounding could swap back and forth for ever

/**
 * Minimises sum_o min_{medoid m} d(m, o) by local search: for each item x in turn the change of the cost is computed for
 * a swap with every medoid at once, O(sampled + medoids), and the best swap is made at once if it lowers the cost. It
 * ends when no item improves any more.
 *
 * With dn(o), ds(o) the distances to the nearest and second nearest medoid, swapping medoid i for x changes the cost by
 * sum_{d(x,o) < dn} (d(x,o) - dn) + sum_{o of i} (ds - dn) + sum_{o of i, d(x,o) < dn} (dn - ds)
 * + sum_{o of i, dn <= d(x,o) < ds} (d(x,o) - ds).
 *
 * Source: Schubert and Rousseeuw 2021, Fast and eager k-medoids clustering, arXiv 2008.05171, FasterPAM.
 */
export async function fasterPam(problem: MedoidProblem, step: Step): Promise<Medoids> {
  const { items, sampled, distances, start } = problem;
  const k = start.length;
  const places = start.slice();
  const isMedoid = new Uint8Array(items);
  for (const place of places) isMedoid[place] = 1;
  const state = await nearestTwo(problem, places, step);
  const { near, toNear, toSecond } = state;
  const removal = new Float64Array(k + 1); // what each medoid's loss would cost; the last is the fixed one's
  const change = new Float64Array(k + 1);
  let cost = renew();
  let swaps = 0;
  let since = 0; // items looked at since the last swap
  let operations = 0; // since the last step

  function renew(): number {
    removal.fill(0);
    let sum = 0;
    for (let o = 0; o < sampled; o += 1) {
      removal[near[o]] += toSecond[o] - toNear[o];
      sum += toNear[o];
    }
    return sum;
  }

  for (let looked = 0; since < items && looked < MOST_PASSES * items; looked += 1, since += 1) {
    operations += sampled + k;
    if (operations > OPERATIONS_A_STEP) {
      operations = 0;
      await step(1 - 0.8 ** (looked / items));
    }
    const x = looked % items;
    if (isMedoid[x] === 1) continue;
    change.set(removal);
    let anyway = 0; // what x saves whichever medoid goes
    for (let o = 0, at = x * sampled; o < sampled; o += 1, at += 1) {
      const d = distances[at];
      if (d >= toSecond[o]) continue;
      if (d < toNear[o]) {
        anyway += d - toNear[o];
        change[near[o]] += toNear[o] - toSecond[o];
      } else change[near[o]] += d - toSecond[o];
    }
    let out = 0;
    for (let i = 1; i < k; i += 1) if (change[i] < change[out]) out = i;
    if (change[out] + anyway >= -LEAST_GAIN * cost) continue;
    isMedoid[places[out]] = 0;
    isMedoid[x] = 1;
    places[out] = x;
    operations += replace(problem, places, out, state);
    cost = renew();
    swaps += 1;
    since = 0;
  }
  await step(1);
  return { places, cost, swaps };
}

/** For each sampled item its nearest and second nearest medoid, as numbers in `places`; k is the fixed one. */
interface NearestTwo {
  readonly near: Int32Array;
  readonly second: Int32Array;
  readonly toNear: Float64Array;
  readonly toSecond: Float64Array;
  readonly beyond: number; // stands for the distance to a medoid that is not there
}

async function nearestTwo(problem: MedoidProblem, places: Int32Array, step: Step): Promise<NearestTwo> {
  const { sampled, distances } = problem;
  let largest = 0;
  for (let at = 0; at < distances.length; at += 1) {
    if (at % (4 * OPERATIONS_A_STEP) === 0) await step(0);
    if (distances[at] > largest) largest = distances[at];
  }
  const pause = Math.ceil(OPERATIONS_A_STEP / (2 * places.length));
  const state: NearestTwo = {
    near: new Int32Array(sampled),
    second: new Int32Array(sampled),
    toNear: new Float64Array(sampled),
    toSecond: new Float64Array(sampled),
    beyond: 2 * largest + 1,
  };
  for (let o = 0; o < sampled; o += 1) {
    if (o % pause === 0) await step(0);
    state.near[o] = nearestBut(problem, places, o, -1, state);
    state.toNear[o] = distanceTo(problem, places, o, state.near[o], state);
    renewSecond(problem, places, o, state);
  }
  return state;
}

/** The medoid nearest to o other than `but`, the first of equals; the fixed one is last. */
function nearestBut(
  problem: MedoidProblem,
  places: Int32Array,
  o: number,
  but: number,
  state: NearestTwo,
): number {
  let best = -1;
  let least = Infinity;
  for (let i = 0; i <= places.length; i += 1) {
    if (i === but) continue;
    const d = distanceTo(problem, places, o, i, state);
    if (d < least) {
      least = d;
      best = i;
    }
  }
  return best;
}

function distanceTo(
  { sampled, distances, toFixed }: MedoidProblem,
  places: Int32Array,
  o: number,
  medoid: number,
  { beyond }: NearestTwo,
): number {
  if (medoid === places.length) return toFixed[o] === Infinity ? beyond : toFixed[o];
  return distances[places[medoid] * sampled + o];
}

function renewSecond(problem: MedoidProblem, places: Int32Array, o: number, state: NearestTwo): void {
  state.second[o] = nearestBut(problem, places, o, state.near[o], state);
  state.toSecond[o] = distanceTo(problem, places, o, state.second[o], state);
}

/** Brings the nearest two up to date after medoid `slot` became another item; returns how many operations it took. */
function replace(problem: MedoidProblem, places: Int32Array, slot: number, state: NearestTwo): number {
  const { near, second, toNear, toSecond } = state;
  let operations = problem.sampled;
  const renew = (o: number): void => {
    operations += places.length;
    renewSecond(problem, places, o, state);
  };
  for (let o = 0; o < problem.sampled; o += 1) {
    const d = distanceTo(problem, places, o, slot, state);
    if (near[o] === slot) {
      if (d < toSecond[o]) toNear[o] = d;
      else {
        near[o] = second[o];
        toNear[o] = toSecond[o];
        renew(o);
      }
    } else if (d < toNear[o]) {
      second[o] = near[o];
      toSecond[o] = toNear[o];
      near[o] = slot;
      toNear[o] = d;
    } else if (second[o] === slot && d > toSecond[o]) renew(o);
    else if (d < toSecond[o] || second[o] === slot) {
      second[o] = slot;
      toSecond[o] = d;
    }
  }
  return operations;
}
