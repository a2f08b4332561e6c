/** The rows that Fisher information is summed over: candidates and labelled items, with their probabilities. */

import { checkFinite } from "../../../array/check-finite.ts";
import type { Matrix } from "../../../contracts.ts";

/** Embeddings, and probabilities made to sum to one, in float64; candidates first. */
export interface FisherPool {
  readonly candidates: number;
  readonly rows: number; // candidates and labelled items
  readonly cols: number; // d
  readonly classes: number;
  readonly embeddings: Float64Array; // (rows, d)
  readonly probabilities: Float64Array; // (rows, classes)
}

/**
 * @param bias adds a column of ones to the embeddings, for the bias of the last layer
 * @throws when the probabilities of a labelled item, which are read here, are none
 */
export function fisherPool(
  owner: string,
  signals: { readonly embeddings: Matrix; readonly probabilities: Matrix },
  request: {
    readonly candidates: Int32Array;
    readonly labelled: Int32Array;
    readonly ids: readonly string[];
  },
  bias = false,
): FisherPool {
  const { candidates, labelled, ids } = request;
  const { embeddings, probabilities } = signals;
  const rows = candidates.length + labelled.length;
  const cols = embeddings.cols + (bias ? 1 : 0);
  const classes = probabilities.cols;
  checkFinite("probabilities", probabilities.data, classes, labelled, ids);
  const out = new Float64Array(rows * cols).fill(bias ? 1 : 0);
  const shares = new Float64Array(rows * classes);
  for (let i = 0; i < rows; i += 1) {
    const isLabelled = i >= candidates.length;
    const item = isLabelled ? labelled[i - candidates.length] : candidates[i];
    for (let j = 0; j < embeddings.cols; j += 1)
      out[i * cols + j] = embeddings.data[item * embeddings.cols + j];
    let sum = 0;
    for (let c = 0; c < classes; c += 1) {
      const p = probabilities.data[item * classes + c];
      shares[i * classes + c] = p;
      sum += p >= 0 ? p : NaN;
    }
    if (isLabelled && !(Math.abs(sum - 1) <= 1e-3)) {
      throw new RangeError(
        `${owner} reads the probabilities of labelled items too: those of "${ids[item]}" must be in [0, 1] and sum to 1 ` +
          "within 0.001. Predict for the whole pool.",
      );
    }
    for (let c = 0; c < classes; c += 1) shares[i * classes + c] /= sum;
  }
  return {
    candidates: candidates.length,
    rows,
    cols,
    classes,
    embeddings: out,
    probabilities: shares,
  };
}
