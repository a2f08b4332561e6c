/** How far the label of each labelled item is to be trusted, as DCoM finds it. */

import type { Matrix } from "../../../contracts.ts";
import type { Kernels, Step } from "../../../kernels/contract.ts";
import { takeRows } from "../../../array/matrix.ts";

const LARGEST = 1.1;
const RESOLUTION = 0.05;
const DISTANCES_AT_ONCE = 2e6; // 16 megabytes

/** Labelled items with their classes, and the items around them with the classes they are thought to be of. */
export interface RadiusProblem {
  readonly points: Matrix;
  readonly centres: Int32Array; // rows, labelled
  readonly rows: Int32Array; // rows, labelled ones included
  readonly classes: Int32Array; // (rows), true or predicted
  readonly centreClasses: Int32Array; // (centres)
  readonly initial: number; // radius of every ball before they are found
}

/** A radius for each labelled item, and which of the rows lie inside one of those balls. */
export interface TrustedRadii {
  readonly radii: Float64Array; // (centres)
  readonly inside: Uint8Array; // (rows)
  readonly purity: number; // that was asked for
}

/**
 * For each labelled item the radius at which its ball is just pure: binary search over [0, 1.1] until the interval is
 * no longer than 0.05, then the middle of it rounded to hundredths; a ball is pure enough when the share of its items
 * with the label's class is at least 0.2 c + 0.4, c the share of the rows inside balls of the initial radius. Balls are
 * open (Mishal and Weinshall 2024, arXiv 2407.01804, and its published code).
 */
export async function trustedRadii(
  problem: RadiusProblem,
  kernels: Kernels,
  step: Step,
): Promise<TrustedRadii> {
  const { centres, rows, classes, centreClasses, initial } = problem;
  const begin = new Uint8Array(rows.length);
  await eachCentre(
    problem,
    kernels,
    (share) => step(share / 2),
    (_c, squared) => cover(begin, squared, initial),
  );
  const purity = (0.2 * sum(begin)) / Math.max(1, rows.length) + 0.4;

  const radii = new Float64Array(centres.length);
  const inside = new Uint8Array(rows.length);
  await eachCentre(
    problem,
    kernels,
    (share) => step((1 + share) / 2),
    (c, squared) => {
      let low = 0;
      let high = LARGEST;
      while (high - low > RESOLUTION) {
        const middle = (low + high) / 2;
        if (purityWithin(squared, classes, centreClasses[c], middle) < purity) high = middle;
        else low = middle;
      }
      radii[c] = Math.round(100 * ((low + high) / 2)) / 100;
      cover(inside, squared, radii[c]);
    },
  );
  return { radii, inside, purity };
}

function purityWithin(squared: Float64Array, classes: Int32Array, own: number, radius: number): number {
  let count = 0;
  let alike = 0;
  for (let i = 0; i < squared.length; i += 1) {
    if (Math.sqrt(squared[i]) >= radius) continue;
    count += 1;
    if (classes[i] === own) alike += 1;
  }
  return count === 0 ? 0 : alike / count;
}

function cover(inside: Uint8Array, squared: Float64Array, radius: number): void {
  for (let i = 0; i < squared.length; i += 1) if (Math.sqrt(squared[i]) < radius) inside[i] = 1;
}

function sum(marks: Uint8Array): number {
  let total = 0;
  for (const mark of marks) total += mark;
  return total;
}

/** Calls `work` with the squared distances of each centre to the rows. */
async function eachCentre(
  { points, centres, rows }: RadiusProblem,
  kernels: Kernels,
  step: Step,
  work: (centre: number, squared: Float64Array) => void,
): Promise<void> {
  const size = Math.max(1, Math.floor(DISTANCES_AT_ONCE / Math.max(1, rows.length)));
  for (let from = 0; from < centres.length; from += size) {
    const block = centres.subarray(from, from + size);
    const squared = await kernels.distances(points, rows, takeRows(points, block), (share) =>
      step((from + share * block.length) / centres.length),
    );
    for (let c = 0; c < block.length; c += 1)
      work(from + c, squared.subarray(c * rows.length, (c + 1) * rows.length));
  }
}
