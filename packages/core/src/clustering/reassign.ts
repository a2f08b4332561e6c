/** Brings an assignment of points to their nearest centres up to date after some centres moved. */

import type { Matrix } from "../contracts.ts";
import type { Kernels, Step } from "../kernels/contract.ts";
import { takeRows } from "../array/matrix.ts";

/** Points and their nearest centres. */
export interface Assigned {
  readonly centres: Matrix; // (clusters, d)
  readonly assignment: Int32Array; // (rows), the nearest centre of each place, the first of equals
  readonly squared: Float64Array; // (rows), squared distance to that centre
}

/** More than rounding can do to a sum of a million squares, as a share of it. */
const SLACK = 1e-9;
const VALUES_A_STEP = 2e7;

/**
 * A point x whose centre c moved is measured against it first. As ||x - m|| >= ||c - m|| - ||x - c||, it stays where every
 * other centre m is more than 2 ||x - c|| from c; so does a point whose centre stood still, when that holds for the
 * centres that moved. Only the rest are measured against other centres: all of them if their own moved, else those that
 * did.
 *
 * @param order all places, in the order in which reading `rows` is quick
 * @param assigned is brought up to date; `changed` (clusters) is set where a point came or went
 * @param moved the centres that moved
 */
export async function reassign(
  points: Matrix,
  rows: Int32Array,
  order: Int32Array,
  assigned: Assigned & { readonly changed: Uint8Array },
  moved: Int32Array,
  kernels: Kernels,
  step: Step,
): Promise<void> {
  const { centres, assignment, squared, changed } = assigned;
  const hasMoved = new Uint8Array(centres.rows);
  for (const c of moved) hasMoved[c] = 1;
  const whoseMoved = order.filter((i) => hasMoved[assignment[i]] === 1);
  await measureOwn(points, rows, whoseMoved, assigned, (share) => step(0.2 * share));
  const gaps = await nearestCentres(centres, moved, hasMoved, kernels, () => step(0.2));

  const [lost, kept]: [number[], number[]] = [[], []];
  for (const i of order) {
    const c = assignment[i];
    if (gaps[c] <= 4 * (1 + SLACK) * squared[i]) (hasMoved[c] === 1 ? lost : kept).push(i);
  }
  const rowsOf = (places: readonly number[]): Int32Array => Int32Array.from(places, (i) => rows[i]);
  const all = lost.length + kept.length;
  const anew = await kernels.nearest(points, rowsOf(lost), centres, (share) =>
    step(0.2 + (0.8 * share * lost.length) / all),
  );
  function assign(i: number, c: number, distance: number): void {
    if (c !== assignment[i]) changed[c] = changed[assignment[i]] = 1;
    assignment[i] = c;
    squared[i] = distance;
  }
  lost.forEach((i, l) => assign(i, anew.places[l], anew.squared[l]));
  const rivals = await kernels.nearest(points, rowsOf(kept), takeRows(centres, moved), (share) =>
    step(0.2 + (0.8 * (lost.length + share * kept.length)) / all),
  );
  kept.forEach((i, k) => {
    const rival = moved[rivals.places[k]];
    const distance = rivals.squared[k];
    if (distance < squared[i] || (distance === squared[i] && rival < assignment[i]))
      assign(i, rival, distance);
  });
}

/** Measures the points at some places against their centres: sum_j (x_j - c_j)^2 in float64 in the order of j, as kernels do. */
async function measureOwn(
  { cols, data }: Matrix,
  rows: Int32Array,
  places: Int32Array,
  { centres, assignment, squared }: Assigned,
  step: Step,
): Promise<void> {
  const own = centres.data;
  const piece = 4 * Math.max(1, Math.floor(VALUES_A_STEP / (4 * cols)));
  const last = places.length - 1;
  for (let at = 0; at <= last; at += 4) {
    if (at % piece === 0) await step(at / places.length);
    // Four points at once, in sums of their own: one alone would wait for each addition. Past the end the last repeats.
    const p = places[at];
    const q = places[Math.min(at + 1, last)];
    const r = places[Math.min(at + 2, last)];
    const s = places[Math.min(at + 3, last)];
    const [pRow, qRow, rRow, sRow] = [rows[p] * cols, rows[q] * cols, rows[r] * cols, rows[s] * cols];
    const pOwn = assignment[p] * cols;
    const qOwn = assignment[q] * cols;
    const rOwn = assignment[r] * cols;
    const sOwn = assignment[s] * cols;
    let a = 0;
    let b = 0;
    let c = 0;
    let d = 0;
    for (let j = 0; j < cols; j += 1) {
      const u = data[pRow + j] - own[pOwn + j];
      const v = data[qRow + j] - own[qOwn + j];
      const w = data[rRow + j] - own[rOwn + j];
      const x = data[sRow + j] - own[sOwn + j];
      a += u * u;
      b += v * v;
      c += w * w;
      d += x * x;
    }
    squared[p] = a;
    squared[q] = b;
    squared[r] = c;
    squared[s] = d;
  }
}

/** Squared distance from each centre to the nearest other one, for centres that stood still among those that moved. */
async function nearestCentres(
  centres: Matrix,
  moved: Int32Array,
  hasMoved: Uint8Array,
  kernels: Kernels,
  step: Step,
): Promise<Float64Array> {
  const every = Int32Array.from({ length: centres.rows }, (_, c) => c);
  const out = new Float64Array(centres.rows).fill(Infinity);
  const { count, squared } = await kernels.neighbours(centres, moved, every, 1, step);
  if (count > 0) moved.forEach((c, m) => (out[c] = squared[m]));
  const still = every.filter((c) => hasMoved[c] === 0);
  const others = await kernels.nearest(centres, still, takeRows(centres, moved), step);
  still.forEach((c, s) => (out[c] = others.squared[s]));
  return out;
}
