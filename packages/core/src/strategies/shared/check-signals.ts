/** Checks the signals a strategy needs: present, of the right shape, finite, and probabilities that are ones. */

import type { Matrix, SignalName, Signals, Strategy } from "../../contracts.ts";
import { checkFinite } from "../../array/check-finite.ts";

/** What supplies each signal when it is missing. */
const SUPPLY: Readonly<Record<SignalName, string>> = {
  probabilities: "train a model first: querent train DIR, or give --probabilities P.npy",
  embeddings: "embed the images first: querent embed DIR, or give --embeddings E.npy",
  predictedLoss:
    "train a model with its loss prediction module first: querent train DIR, or give --signal predictedLoss=L.npy",
};

const WORDS: Readonly<Record<SignalName, string>> = {
  probabilities: "probabilities",
  embeddings: "embeddings",
  predictedLoss: "predicted loss",
};

/**
 * @param n the number of items in the pool
 * @param candidates rows that must be sound in every signal
 * @param labelled rows that must be sound in the embeddings too
 * @throws when a need is unmet, a shape disagrees, or a value is not finite or not a probability
 */
export function checkSignals(
  strategy: Pick<Strategy, "name" | "needs">,
  signals: Signals,
  ids: readonly string[],
  candidates: Int32Array,
  labelled: Int32Array,
): void {
  for (const need of strategy.needs) {
    const signal = signals[need];
    if (signal === undefined) {
      throw new Error(`${strategy.name} needs ${WORDS[need]}, and there are none; ${SUPPLY[need]}.`);
    }
    const { rows, cols, data } = isMatrix(signal) ? signal : { rows: signal.length, cols: 1, data: signal };
    if (rows !== ids.length || data.length !== rows * cols) {
      throw new RangeError(
        `The ${WORDS[need]} must have one row for each of the ${ids.length} items; got ${rows} rows of ${cols} ` +
          `in ${data.length} values. Compute them again for this pool.`,
      );
    }
    checkFinite(WORDS[need], data, cols, candidates, ids);
    if (need === "embeddings") {
      if (cols === 0) throw new RangeError("The embeddings must have at least one column; got 0.");
      checkFinite(WORDS[need], data, cols, labelled, ids);
    }
    if (need === "probabilities") checkProbabilities({ rows, cols, data }, ids, candidates);
  }
}

function isMatrix(signal: Matrix | Float32Array): signal is Matrix {
  return "rows" in signal;
}

function checkProbabilities(probabilities: Matrix, ids: readonly string[], candidates: Int32Array): void {
  const { cols, data } = probabilities;
  if (cols < 2) throw new RangeError(`The probabilities must have at least two classes; got ${cols}.`);
  for (const item of candidates) {
    let sum = 0;
    for (let j = item * cols; j < (item + 1) * cols; j += 1) {
      if (data[j] < 0 || data[j] > 1) {
        throw new RangeError(
          `The probabilities of item "${ids[item]}" must be in [0, 1]; got ${data[j]}. ` +
            "Give the output of a softmax, not logits.",
        );
      }
      sum += data[j];
    }
    if (Math.abs(sum - 1) > 1e-3) {
      throw new RangeError(
        `The probabilities of item "${ids[item]}" must sum to 1 within 0.001; got ${sum}. ` +
          "Give one softmax over all classes.",
      );
    }
  }
}
