/** The trace of Fisher information of which the diagonal alone is kept. */

import type { Step } from "../../../kernels/contract.ts";
import type { FisherPool } from "./fisher-pool.ts";
import type { TraceModel } from "./trace-model.ts";

const OPERATIONS_A_STEP = 1e7;

/**
 * The diagonal of the information of item x is t_cj = p_c (1 - p_c) h_j^2 for class c and column j. With
 * D_cj = lambda + sum of t_cj over labelled and added items and F_cj the mean of t_cj over the candidates, adding x lowers
 * sum_cj F_cj / D_cj by sum_cj F_cj t_cj / (D_cj (D_cj + t_cj)); taking it out raises it by the same with D - t.
 * Gains never rise as items are added, so the greedy search is lazy.
 *
 * Work: k n d a pass over the candidates; 16 (n d + k d) bytes.
 */
export async function diagonalTrace(pool: FisherPool, lambda: number, step: Step): Promise<TraceModel> {
  const { candidates, rows, cols, classes, probabilities } = pool;
  const squares = pool.embeddings.map((x) => x * x);
  const fisher = new Float64Array(classes * cols);
  const precision = new Float64Array(classes * cols).fill(lambda);
  const piece = Math.ceil(OPERATIONS_A_STEP / (classes * cols));
  for (let start = 0; start < rows; start += piece) {
    await step(start / rows);
    const end = Math.min(rows, start + piece);
    for (let x = start; x < end; x += 1)
      if (x < candidates) addTo(fisher, x, 1 / candidates);
      else addTo(precision, x, 1);
  }
  await step(1);
  const ratios = fisher.map((f, i) => f / precision[i]); // F / D

  function addTo(sums: Float64Array, x: number, factor: number): void {
    for (let c = 0; c < classes; c += 1) {
      const p = probabilities[x * classes + c];
      const w = factor * p * (1 - p);
      for (let j = 0; j < cols; j += 1) sums[c * cols + j] += w * squares[x * cols + j];
    }
  }

  function change(x: number, sign: 1 | -1): number {
    let sum = 0;
    for (let c = 0; c < classes; c += 1) {
      const p = probabilities[x * classes + c];
      const w = p * (1 - p);
      if (w === 0) continue;
      const at = c * cols;
      for (let j = 0, p = x * cols; j < cols; j += 1, p += 1) {
        const t = w * squares[p];
        sum += (ratios[at + j] * t) / (precision[at + j] + sign * t);
      }
    }
    return sum;
  }

  async function apply(x: number, sign: 1 | -1): Promise<void> {
    addTo(precision, x, sign);
    for (let i = 0; i < ratios.length; i += 1) ratios[i] = fisher[i] / precision[i];
  }

  return {
    items: candidates,
    operations: 2 * classes * cols,
    gainsFall: true,
    trace: () => ratios.reduce((sum, ratio) => sum + ratio, 0),
    gainOf: (place) => change(place, 1),
    lossOf: (place) => change(place, -1),
    add: (place) => apply(place, 1),
    remove: (place) => apply(place, -1),
    keepOnly: () => undefined,
  };
}
