/** The method of conjugate gradients for symmetric systems. */

/**
 * Solves A x = b for a symmetric positive semidefinite A given by its products, from x = 0, until ||b - A x|| is at most
 * `tolerance`, a direction without curvature is met, or `most` products are spent (Hestenes and Stiefel 1952, doi
 * 10.6028/jres.049.044).
 */
export async function conjugateGradients(
  times: (v: Float64Array) => Promise<Float64Array>,
  b: Float64Array,
  tolerance: number,
  most: number,
): Promise<Float64Array> {
  const x = new Float64Array(b.length);
  const residual = b.slice();
  const direction = b.slice();
  let squared = dot(residual, residual);
  for (let k = 0; k < most && Math.sqrt(squared) > tolerance; k += 1) {
    const image = await times(direction);
    const curvature = dot(direction, image);
    if (curvature <= 0) {
      if (k === 0) x.set(b);
      break;
    }
    const length = squared / curvature;
    for (let i = 0; i < x.length; i += 1) {
      x[i] += length * direction[i];
      residual[i] -= length * image[i];
    }
    const next = dot(residual, residual);
    for (let i = 0; i < x.length; i += 1) direction[i] = residual[i] + (next / squared) * direction[i];
    squared = next;
  }
  return x;
}

/** sum_i a_i b_i in the order of i. */
export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) sum += a[i] * b[i];
  return sum;
}
