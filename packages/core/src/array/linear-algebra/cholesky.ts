/** The Cholesky factor of a positive definite matrix. */

/**
 * Writes the lower factor L, with A = L L^T, over the lower triangle of A (n, n); the upper triangle is neither read nor
 * changed. Rows `from` to `to` alone, so that a large matrix can be factored in pieces, in order.
 * Source: Cholesky's method by rows (Golub and Van Loan, Matrix Computations, section 4.2).
 *
 * @throws when a pivot is not positive
 */
export function choleskyInPlace(a: Float64Array, n: number, from = 0, to = n): void {
  for (let i = from; i < to; i += 1) {
    const row = i * n;
    for (let j = 0; j <= i; j += 1) {
      const other = j * n;
      let sum = a[row + j];
      for (let k = 0; k < j; k += 1) sum -= a[row + k] * a[other + k];
      if (j < i) a[row + j] = sum / a[other + j];
      else if (sum > 0) a[row + i] = Math.sqrt(sum);
      else {
        throw new RangeError(
          `A matrix must be positive definite to be factored; pivot ${i} of ${n} is ${sum}. ` +
            "Raise lambda, or scale the embeddings down.",
        );
      }
    }
  }
}
