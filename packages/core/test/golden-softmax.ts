/** Probabilities and embeddings by a formula, for golden numbers of what looks at gradients and Fisher information. */

import { matrix } from "../src/array/matrix.ts";
import type { Matrix } from "../src/contracts.ts";

/** p_ij = w_ij / sum_j w_ij, w_ij = 1 + (7 i + 5 j^2 + 3 i j) mod 11. */
export function formulaProbabilities(rows: number, cols: number): Matrix {
  const out = matrix(rows, cols);
  for (let i = 0; i < rows; i += 1) {
    const weights = Array.from({ length: cols }, (_, j) => 1 + ((i * 7 + j * j * 5 + i * j * 3) % 11));
    const sum = weights.reduce((a, b) => a + b);
    const row = weights.map((w) => w / sum);
    out.data.set(row, i * cols);
  }
  return out;
}

/** h_ij = ((37 i^2 + 101 j^3 + 13 i j) mod 997) / 997 - 1/2. */
export function formulaEmbeddings(rows: number, cols: number): Matrix {
  const out = matrix(rows, cols);
  for (let i = 0; i < rows; i += 1)
    for (let j = 0; j < cols; j += 1)
      out.data[i * cols + j] = ((i * i * 37 + j * j * j * 101 + i * j * 13) % 997) / 997 - 0.5;
  return out;
}
