/** A pool whose numbers come from a formula, so that every language makes the same float32 values: for golden numbers. */

import type { SelectionRequest, Signals } from "../src/strategies/contract.ts";
import { matrix } from "../src/array/matrix.ts";
import { keyFrom } from "../src/random/key.ts";

/** The size of a problem; the first items are the labelled ones. */
export interface GoldenShape {
  readonly items: number;
  readonly dimensions: number;
  readonly classes: number;
  readonly labelled: number;
  readonly batch: number;
}

/** Integers below 2^53 divided once, so that every language makes the same float32 numbers. */
export function formulaSignals({
  items,
  dimensions,
  classes,
}: GoldenShape): Required<Pick<Signals, "embeddings" | "probabilities" | "labels" | "lastLayer">> {
  const embeddings = matrix(items, dimensions);
  const probabilities = matrix(items, classes);
  const lastLayer = { weights: matrix(dimensions, classes), bias: new Float32Array(classes) };
  for (let i = 0; i < items; i += 1) {
    for (let j = 0; j < dimensions; j += 1)
      embeddings.data[i * dimensions + j] = (((i * i * 37 + j * j * j * 101 + i * j * 13) % 997) - 300) / 997;
    const weights = Array.from(
      { length: classes },
      (_, c) => ((i * i * 17 + c * c * 29 + i * c * 7) % 101) + 1,
    );
    const sum = weights.reduce((a, b) => a + b);
    weights.forEach((w, c) => (probabilities.data[i * classes + c] = w / sum));
  }
  for (let c = 0; c < classes; c += 1) {
    for (let j = 0; j < dimensions; j += 1)
      lastLayer.weights.data[j * classes + c] = (((j * j * 53 + c * c * 19 + j * c * 31) % 211) - 105) / 64;
    lastLayer.bias[c] = (((c * c * 7) % 11) - 5) / 32;
  }
  return {
    embeddings,
    probabilities,
    lastLayer,
    labels: Int32Array.from({ length: items }, (_, i) => i % classes),
  };
}

/** What is asked of that pool: `item 0000` and on, one key. */
export function formulaRequest(
  { items, labelled, batch }: GoldenShape,
  params: SelectionRequest["params"] = {},
): SelectionRequest {
  const all = Int32Array.from({ length: items }, (_, i) => i);
  return {
    params,
    ids: Array.from(all, (i) => `item ${String(i).padStart(4, "0")}`),
    labelled: all.slice(0, labelled),
    candidates: all.slice(labelled),
    batchSize: batch,
    key: keyFrom("golden"),
  };
}
