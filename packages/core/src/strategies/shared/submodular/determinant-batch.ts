/** The batch of the largest determinant, lazily: what the log-determinant strategies without targets share. */

import type { Matrix } from "../../../contracts.ts";
import type { NumberParameter, SelectionSize } from "../../contract.ts";
import type { Step } from "../../../kernels/contract.ts";
import { naturalLog } from "../../../array/natural-log.ts";
import { conditionalVariances, varianceMemory } from "./conditional-variances.ts";
import { lazyGreedy } from "./lazy-greedy.ts";
import { refuseMemory } from "../refuse-memory.ts";

/** The jitter as a parameter. */
export const JITTER = {
  name: "jitter",
  type: "number",
  default: 0.001,
  min: 1e-9,
  max: 1e6,
  help: "added to each item's similarity to itself, 1, as the variance of noise: keeps near-duplicates apart from zero",
} as const satisfies NumberParameter;

/**
 * Multiply-adds of growing an entry of each candidate's factor for everything known (labelled, picked, given), and of the
 * factors of the labelled items, each as long as those before it are many.
 */
export function determinantWork(
  { items, dimensions, labelled, batch }: SelectionSize,
  given: number,
): number {
  const known = labelled + batch + given;
  const own = labelled * labelled * ((dimensions + 40) / 2 + labelled / 6);
  return items * known * (dimensions + 40 + known / 2) + own;
}

/** A batch, the variance that was left of each pick, and how many variances were computed. */
export interface DeterminantBatch {
  readonly places: Int32Array;
  readonly variances: Float64Array;
  readonly logarithms: Float64Array;
  readonly evaluations: number;
}

/**
 * Takes `count` of `rows`, each the one of the largest variance left, given the labelled items, those picked, and the
 * given vectors with their weight: greedy maximisation of log det of what is left of L = S + jitter I. As variances
 * only fall, the lazy queue gives the picks of the plain loop to the last bit.
 *
 * @throws when the table of factors would pass 4 GiB
 */
export async function determinantBatch(
  name: string,
  points: Matrix,
  rows: Int32Array,
  labelled: Int32Array,
  count: number,
  squaredBandwidth: number,
  jitter: number,
  step: Step,
  given?: { readonly points: Matrix; readonly weight: number },
): Promise<DeterminantBatch> {
  const pivots = labelled.length + count;
  const before = labelled.length + (given?.points.rows ?? 0);
  refuseMemory(
    name,
    `a number for each candidate and each item labelled, picked or given (${rows.length} x ${before + count})`,
    varianceMemory(rows.length, before + count),
    "Lower subset, so that fewer candidates are looked at, or the batch",
  );
  const left = conditionalVariances({ points, rows, squaredBandwidth, jitter, given, pivots });
  for (const item of labelled) {
    await step(0);
    left.knowRow(item);
  }
  const found = await lazyGreedy(
    {
      items: rows.length,
      evaluate: (places, out) => places.forEach((place, i) => (out[i] = left.variance(place))),
      take: (place) => left.know(place),
    },
    count,
    { step, operations: Math.max(1, before) * (points.cols + 40 + before / 2) },
  );
  return { ...found, variances: found.gains, logarithms: found.gains.map(naturalLog) };
}
