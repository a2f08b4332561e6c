/** Quantiles of the standard normal distribution. */

/**
 * The z with P(Z <= z) = p, accurate to 1e-9 for p in [1e-6, 1 - 1e-6]. Newton's method from zero on
 * P(Z <= z) = 1/2 + density(z) (z + z^3/3 + z^5/(3 5) + …). Source of the series: Marsaglia 2004, "Evaluating the
 * normal distribution", doi 10.18637/jss.v011.i04.
 *
 * @throws when p is outside that range
 */
export function normalQuantile(p: number): number {
  if (!(p >= 1e-6 && p <= 1 - 1e-6)) {
    throw new RangeError(`A normal quantile needs p in [0.000001, 0.999999]; got ${p}.`);
  }
  if (p < 0.5) return -normalQuantile(1 - p);
  let z = 0;
  for (let step = 0; step < 100; step += 1) {
    const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
    const change = (p - 0.5) / density - series(z);
    z += change;
    if (Math.abs(change) <= 1e-15 * z) break;
  }
  return z;
}

function series(z: number): number {
  let term = z;
  let sum = z;
  for (let k = 3; term > sum * 1e-17; k += 2) {
    term *= (z * z) / k;
    sum += term;
  }
  return sum;
}
