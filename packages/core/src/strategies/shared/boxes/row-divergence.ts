/** How far two boxes' probabilities are from each other. */

import type { Matrix } from "../../../contracts.ts";
import { entropyTerm } from "../../../array/entropy-term.ts";

/**
 * The Jensen-Shannon divergence H((p + q) / 2) - (H(p) + H(q)) / 2 in nats, in [0, ln 2], of row i of `a` and row j of
 * `b`, each scaled to sum to one.
 */
export function rowDivergence(a: Matrix, i: number, b: Matrix, j: number): number {
  const { cols } = a;
  let [sumP, sumQ] = [0, 0];
  for (let c = 0; c < cols; c += 1) {
    sumP += a.data[i * cols + c];
    sumQ += b.data[j * cols + c];
  }
  let divergence = 0;
  for (let c = 0; c < cols; c += 1) {
    const p = a.data[i * cols + c] / sumP;
    const q = b.data[j * cols + c] / sumQ;
    divergence += entropyTerm((p + q) / 2) - (entropyTerm(p) + entropyTerm(q)) / 2;
  }
  return Math.max(0, divergence);
}
