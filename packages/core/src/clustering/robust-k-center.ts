/** k-center with outliers, solved by a sequence of mixed-integer programs. */

import type { Abort } from "../contracts.ts";
import type { Solver, Step } from "../kernels/contract.ts";
import { coverProgram, type CoverProblem } from "./cover-program.ts";

/** Centres, the radius they reach, and what is proven of the least radius possible. */
export interface RobustKCenter {
  readonly places: Int32Array; // (centres)
  readonly squaredRadius: number;
  readonly squaredBound: number; // no choice reaches less; equal to the radius when it is proven optimal
  readonly programs: number; // how many were solved
  readonly outOfTime: number; // how many of them ended without an answer
}

/** How the search is driven. */
export interface RobustSearch {
  readonly start: Int32Array; // (centres), a first choice
  readonly squaredBound: number; // a proven lower bound
  readonly solver: Solver;
  readonly seconds: number; // for all programs together
  readonly abort?: Abort;
  readonly step: Step;
}

/**
 * Binary search for the least radius over the sorted distinct distances between the lower bound and what the first
 * choice reaches; at each of them `coverProgram` asks whether it is enough. Each program is given an equal share of the
 * time: seconds / ceil(log2 distances). One that ends without an answer proves nothing, and the search goes on above it.
 *
 * @throws when the solver's answer does not solve the program
 */
export async function robustKCenter(problem: CoverProblem, search: RobustSearch): Promise<RobustKCenter> {
  const { solver, seconds, abort, step } = search;
  let places = search.start;
  let squaredRadius = radiusOf(problem, places);
  const radii = radiiBetween(problem, search.squaredBound, squaredRadius);
  const most = Math.max(1, Math.ceil(Math.log2(radii.length + 1)));
  let low = 0;
  let high = radii.length;
  let proven = 0; // all radii before it are proven too small
  let programs = 0;
  let outOfTime = 0;
  while (low < high) {
    await step(Math.min(1, programs / most));
    const middle = (low + high) >> 1;
    const program = coverProgram(problem, radii[middle]);
    await step(Math.min(1, programs / most)); // building it took some tens of milliseconds
    const { status, x } = await solver.solve(program, { seconds: seconds / most, abort });
    programs += 1;
    if (x !== undefined) {
      places = chosen(x, problem);
      squaredRadius = radiusOf(problem, places);
      if (squaredRadius > radii[middle])
        throw new Error("internal: the solver's answer must cover the items within the radius asked for.");
      while (high > low && radii[high - 1] >= squaredRadius) high -= 1;
    } else {
      low = middle + 1;
      if (status === "infeasible") proven = low;
      else outOfTime += 1;
    }
  }
  const squaredBound = proven < high ? Math.max(search.squaredBound, radii[proven]) : squaredRadius;
  return { places, squaredRadius, squaredBound, programs, outOfTime };
}

function chosen(x: Float64Array, { items, centres }: CoverProblem): Int32Array {
  const places = Int32Array.from({ length: items }, (_, j) => j).filter((j) => x[j] > 0.5);
  if (places.length !== centres)
    throw new Error(`internal: the solver must choose ${centres} centres; it chose ${places.length}.`);
  return places;
}

/** The least squared radius beyond which no more weight lies than may stay uncovered. */
export function radiusOf(problem: CoverProblem, places: Int32Array): number {
  const { items, squared, weights, toFixed, outliers } = problem;
  const nearest = toFixed.slice();
  for (const place of places)
    for (let i = 0; i < items; i += 1) nearest[i] = Math.min(nearest[i], squared[place * items + i]);
  return radiusWithout(nearest, weights, outliers);
}

/** min r such that the items of squared distance above r weigh at most `outliers`. */
export function radiusWithout(nearest: Float64Array, weights: Float64Array, outliers: number): number {
  const order = Int32Array.from(nearest.keys()).sort((a, b) => nearest[b] - nearest[a]);
  let beyond = 0;
  for (const i of order) {
    beyond += weights[i];
    if (beyond > outliers) return nearest[i];
  }
  return 0;
}

/** The sorted distinct squared distances from `from` to below `to`. */
function radiiBetween({ items, squared, toFixed }: CoverProblem, from: number, to: number): Float64Array {
  const found: number[] = [];
  const offer = (distance: number): void => void (distance >= from && distance < to && found.push(distance));
  for (let i = 0; i < items; i += 1) {
    offer(toFixed[i]);
    for (let j = 0; j <= i; j += 1) offer(squared[i * items + j]);
  }
  return Float64Array.from(found)
    .sort()
    .filter((distance, i, all) => i === 0 || distance !== all[i - 1]);
}
