/** What a box is found to be, beside the background. */

import type { Matrix } from "../../../contracts.ts";

/** The most likely object class of a box, the first of equals, and its probability. */
export interface FoundObject {
  readonly class: number;
  readonly probability: number;
}

/** @param probabilities (m, classes + 1), the last column the background, which is not looked at */
export function foundObject({ cols, data }: Matrix, box: number): FoundObject {
  const start = box * cols;
  let best = start;
  for (let j = start + 1; j < start + cols - 1; j += 1) if (data[j] > data[best]) best = j;
  return { class: best - start, probability: data[best] };
}
