/** Contrasts of classes: coordinates of k logits that leave out what a softmax does not see, their common shift. */

/**
 * Q (k, k - 1), the columns of Helmert: column j (from 0) is 1 for classes up to j, -(j + 1) for class j + 1, 0 after it, over
 * sqrt((j + 1) (j + 2)). Columns have length one and are orthogonal to each other and to (1, ..., 1).
 */
function scaleOf(j: number): number {
  return 1 / Math.sqrt((j + 1) * (j + 2));
}

/** Q^T (diag p - p p^T) Q at row a and column b <= a, from the running sums of p. */
export function contrastInformation(p: Float64Array, sums: Float64Array, a: number, b: number): number {
  const first = scaleOf(a) * (sums[a] - (a + 1) * p[a + 1]);
  if (a > b) return scaleOf(b) * (sums[b] - (b + 1) * p[b + 1]) * (scaleOf(a) - first);
  return scaleOf(a) ** 2 * (sums[a] + (a + 1) ** 2 * p[a + 1]) - first * first;
}

/** y = Q x for x at x[p], x[p + xStride], …, written to y[q], y[q + yStride], …; k - 1 values become k. */
export function fromContrasts(
  x: Float64Array,
  p: number,
  xStride: number,
  y: Float64Array,
  q: number,
  yStride: number,
  classes: number,
): void {
  let sum = 0; // of what the columns after this class give it
  for (let c = classes - 1; c >= 0; c -= 1) {
    const own = c === 0 ? 0 : x[p + (c - 1) * xStride] * scaleOf(c - 1);
    y[q + c * yStride] = sum - c * own;
    sum += own;
  }
}
