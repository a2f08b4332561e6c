/** The nearest of centres that come one after the other, for each of some points. */

import type { Matrix } from "../contracts.ts";
import type { Kernels, Step } from "../kernels/contract.ts";
import { takeRows } from "../array/matrix.ts";
import { risingPlaces } from "../array/rising-places.ts";
import type { Lower } from "./plus-plus.ts";

/** Centres that are there from the beginning, and what each point has nearest among them. */
export interface FirstCentres {
  readonly centres: Int32Array; // rows of the points
  readonly places: Int32Array; // (n), places among these
  readonly squared: Float64Array; // (n)
}

export interface RunningNearest {
  readonly centres: readonly number[]; // rows of the points, as they came
  readonly places: Int32Array; // (n), the nearest one's place among these, the earlier of equals; -1 without centres
  readonly squared: Float64Array; // (n), squared distance to it; Infinity without centres
  /** Takes in a row of the points as a centre, and calls `lower` for every place that it is the nearest of. */
  add(row: number, step: Step, lower: Lower): Promise<void>;
}

/** More than rounding can do to a sum of a million squares, as a share of it. */
const SLACK = 1e-9;

/**
 * A new centre c is measured against those points x alone whose nearest centre p could be farther:
 * ||x - c|| >= ||p - c|| - ||x - p||, so no point with ||p - c|| > 2 ||x - p|| is nearer to c. The rest are exact squared
 * distances, and so the result is what measuring every point would give, to the last bit.
 *
 * @param points (pool, d), finite
 * @param rows the n points
 */
export function runningNearest(
  points: Matrix,
  rows: Int32Array,
  kernels: Kernels,
  first?: FirstCentres,
): RunningNearest {
  const n = rows.length;
  const centres = Array.from(first?.centres ?? []);
  const places = first?.places.slice() ?? new Int32Array(n).fill(-1);
  const squared = first?.squared.slice() ?? new Float64Array(n).fill(Infinity);
  const rising = risingPlaces(rows);
  const perhaps = new Int32Array(n); // places of points that may be nearer to the new centre
  const their = new Int32Array(n); // rows of these

  async function add(row: number, step: Step, lower: Lower): Promise<void> {
    const centre = takeRows(points, [row]);
    const gaps = await kernels.distances(points, Int32Array.from(centres), centre, () => step(0));
    let count = 0;
    for (let r = 0; r < n; r += 1) {
      const i = rising[r];
      if (places[i] >= 0 && gaps[places[i]] > 4 * (1 + SLACK) * squared[i]) continue;
      perhaps[count] = i;
      their[count] = rows[i];
      count += 1;
    }
    const found = await kernels.distances(points, their.subarray(0, count), centre, step);
    for (let at = 0; at < count; at += 1) {
      const i = perhaps[at];
      if (found[at] >= squared[i]) continue;
      squared[i] = found[at];
      places[i] = centres.length;
      lower(i, found[at]);
    }
    centres.push(row);
  }

  return { centres, places, squared, add };
}
