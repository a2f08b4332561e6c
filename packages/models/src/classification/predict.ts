/** Predictions in batches of one static size. */
import type { Abort, Matrix, PixelSet } from "@querent/core";
import type { Session } from "@querent/graph";
import type { Predictions } from "./classifier-contract.ts";
import { throwIfAborted } from "../training/throw-if-aborted.ts";
import type { NetworkInput } from "./network-input.ts";
import type { NetworkSize } from "./networks/network.ts";

/** Images a run of the prediction program takes. */
export const PREDICTION_BATCH = 128;

/**
 * Runs the items through a session of `predictionProgram`, PREDICTION_BATCH at a time. The rows that fill up the last
 * batch are left out of the result; they change nothing, since samples do not meet when a model predicts.
 */
export async function predictItems(
  session: Session,
  sizes: NetworkSize & { readonly embedding: number; readonly withModule: boolean },
  fed: NetworkInput,
  images: PixelSet,
  indices: Int32Array,
  abort?: Abort,
): Promise<Predictions> {
  const { height, width, channels } = sizes;
  const count = indices.length;
  const shape = [PREDICTION_BATCH, height, width, channels];
  const pixels = new Float32Array(PREDICTION_BATCH * height * width * channels);
  const probabilities = emptyMatrix(count, sizes.classes);
  const embeddings = emptyMatrix(count, sizes.embedding);
  const predictedLoss = sizes.withModule ? new Float32Array(count) : undefined;
  for (let start = 0; start < count; start += PREDICTION_BATCH) {
    throwIfAborted(abort, "prediction");
    const items = indices.subarray(start, start + PREDICTION_BATCH);
    fed.fill(images, items, pixels);
    const results = await session.run({ images: { shape, data: pixels } });
    const keep = (name: string, cols: number, out: Float32Array): void => {
      out.set((results[name].data as Float32Array).subarray(0, items.length * cols), start * cols);
    };
    keep("probabilities", sizes.classes, probabilities.data);
    keep("embeddings", sizes.embedding, embeddings.data);
    if (predictedLoss !== undefined) keep("predictedLoss", 1, predictedLoss);
  }
  return { probabilities, embeddings, ...(predictedLoss && { predictedLoss }) };
}

function emptyMatrix(rows: number, cols: number): Matrix {
  return { rows, cols, data: new Float32Array(rows * cols) };
}
