/** The means of clusters. */

import type { Matrix } from "../contracts.ts";

/**
 * Writes the mean of each cluster's points to `out` where the cluster is in `asked` and not empty. Sums are in float64 in
 * the order of places, means are rounded to float32.
 *
 * @param rows the row of each place
 * @param assignment the cluster of each place
 * @param asked (clusters), 1 where the mean is wanted
 * @returns (clusters) how many points each asked cluster has
 */
export function clusterMeans(
  { cols, data }: Matrix,
  rows: Int32Array,
  assignment: Int32Array,
  asked: Uint8Array,
  out: Matrix,
): Int32Array {
  const counts = new Int32Array(out.rows);
  for (let i = 0; i < rows.length; i += 1) if (asked[assignment[i]] === 1) counts[assignment[i]] += 1;
  const starts = new Int32Array(out.rows + 1);
  for (let c = 0; c < out.rows; c += 1) starts[c + 1] = starts[c] + counts[c];
  const members = new Int32Array(starts[out.rows]); // offsets of rows, cluster by cluster
  const next = starts.slice();
  for (let i = 0; i < rows.length; i += 1) {
    if (asked[assignment[i]] === 0) continue;
    members[next[assignment[i]]] = rows[i] * cols;
    next[assignment[i]] += 1;
  }
  const sums = new Float64Array(cols);
  for (let c = 0; c < out.rows; c += 1) {
    if (counts[c] === 0) continue;
    sums.fill(0);
    let at = starts[c];
    for (; at + 3 < starts[c + 1]; at += 4) {
      // Four rows one after the other for each column: the sum stays where it is in between.
      const p = members[at];
      const q = members[at + 1];
      const r = members[at + 2];
      const s = members[at + 3];
      for (let j = 0; j < cols; j += 1)
        sums[j] = sums[j] + data[p + j] + data[q + j] + data[r + j] + data[s + j];
    }
    for (; at < starts[c + 1]; at += 1) for (let j = 0; j < cols; j += 1) sums[j] += data[members[at] + j];
    for (let j = 0; j < cols; j += 1) out.data[c * cols + j] = sums[j] / counts[c];
  }
  return counts;
}
