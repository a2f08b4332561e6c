/** Predictions under dropout before the last layer, the same masks for every item. */
import { generator, logitsOf, row, softmaxInPlace, split } from "@querent/core";
import type { Ensemble, Key, LastLayer, Matrix } from "@querent/core";

/** What to draw. */
export interface PassesRequest {
  /** The rows of the embeddings that are predicted; the others stay zero. */
  readonly rows: Int32Array;
  readonly passes: number;
  /** The share of the embedding that is dropped, as in training. */
  readonly rate: number;
  readonly key: Key;
  /** Awaited between passes. */
  readonly step?: () => Promise<void>;
}

/**
 * p_k = softmax((m_k * h / (1 - rate)) W + b) for masks m_k of zeros and ones, each one with probability 1 - rate. Pass k
 * has one mask for all items (consistent masks: Kirsch et al. 2019, BatchBALD, arXiv 1906.08158, section 3.2), so a
 * pass is one model and joint distributions over items make sense. Dropout that comes before the last layer alone needs
 * nothing but that layer and the embeddings.
 *
 * @param embeddings (n, d), what the last layer reads when nothing is dropped
 * @returns (passes, n, classes)
 */
export async function dropoutPasses(
  lastLayer: LastLayer,
  embeddings: Matrix,
  { rows, passes, rate, key, step }: PassesRequest,
): Promise<Ensemble> {
  const { cols: classes } = lastLayer.weights;
  const out = new Float32Array(passes * embeddings.rows * classes);
  const dropped = new Float64Array(embeddings.cols);
  const logits = new Float64Array(classes);
  for (let pass = 0; pass < passes; pass += 1) {
    await step?.();
    const draw = generator(split(key, pass));
    const scale = Float64Array.from({ length: embeddings.cols }, () =>
      draw.uniform() < rate ? 0 : 1 / (1 - rate),
    );
    for (const item of rows) {
      const embedding = row(embeddings, item);
      for (let j = 0; j < dropped.length; j += 1) dropped[j] = embedding[j] * scale[j];
      out.set(
        softmaxInPlace(logitsOf(lastLayer, dropped, logits)),
        (pass * embeddings.rows + item) * classes,
      );
    }
  }
  return { members: passes, rows: embeddings.rows, cols: classes, data: out };
}
