/** The regularised incomplete beta function. */

import { logGamma } from "./log-gamma.ts";

/**
 * I_x(a, b) = B(x; a, b) / B(a, b), by its continued fraction evaluated with Lentz's method.
 * Source: NIST Digital Library of Mathematical Functions, 8.17.22.
 *
 * @param x in [0, 1]
 * @param oneMinusX 1 - x, given apart so that x near one keeps its digits
 */
export function incompleteBeta(x: number, oneMinusX: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (oneMinusX <= 0) return 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(oneMinusX, x, b, a);
  const front = a * Math.log(x) + b * Math.log(oneMinusX) + logGamma(a + b) - logGamma(a) - logGamma(b);
  return (Math.exp(front) * continuedFraction(x, a, b)) / a;
}

function continuedFraction(x: number, a: number, b: number): number {
  const tiny = 1e-300;
  let c = 1;
  let d = 1 / awayFromZero(1 - ((a + b) * x) / (a + 1), tiny);
  let value = d;
  for (let m = 1; m <= 10_000; m += 1) {
    for (const numerator of [
      (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m)),
      (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1)),
    ]) {
      d = 1 / awayFromZero(1 + numerator * d, tiny);
      c = awayFromZero(1 + numerator / c, tiny);
      value *= c * d;
    }
    if (Math.abs(c * d - 1) < 1e-16) return value;
  }
  throw new RangeError(`internal: the incomplete beta function did not converge at x ${x}, a ${a}, b ${b}.`);
}

function awayFromZero(value: number, tiny: number): number {
  return Math.abs(value) < tiny ? tiny : value;
}
