/** Holm's correction for many tests. */

/**
 * Adjusted p values, in the order given: with p sorted ascending, adjusted_(i) = max_{j <= i} min(1, (m - j + 1) p_(j)).
 * Rejecting those below a keeps the chance of any false rejection below a.
 * Source: Holm 1979, "A simple sequentially rejective multiple test procedure".
 *
 * @throws when a p value is outside [0, 1]
 */
export function holm(pValues: ArrayLike<number>): Float64Array {
  const m = pValues.length;
  for (let i = 0; i < m; i += 1) {
    if (!(pValues[i] >= 0 && pValues[i] <= 1)) {
      throw new RangeError(`p values must be in [0, 1]; got ${pValues[i]} at place ${i}.`);
    }
  }
  const order = Array.from({ length: m }, (_, i) => i).sort((i, j) => pValues[i] - pValues[j]);
  const out = new Float64Array(m);
  let largest = 0;
  order.forEach((i, place) => {
    largest = Math.max(largest, Math.min(1, (m - place) * pValues[i]));
    out[i] = largest;
  });
  return out;
}
