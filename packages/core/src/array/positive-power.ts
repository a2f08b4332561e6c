/** Powers of numbers that are not negative, the same on every machine. */

import { exponential } from "./exponential.ts";
import { naturalLog } from "./natural-log.ts";

/**
 * x^y = e^(y ln x) for x >= 0, from our own exponential and logarithm because `Math.pow` may differ between engines in
 * its last bits. y = 1, 2 and 1/2 are exact or correctly rounded: x, x x, sqrt x. x^0 is 1 for every x; 0^y is 0 for
 * y > 0 and Infinity for y < 0.
 */
export function positivePower(x: number, y: number): number {
  if (y === 0) return 1;
  if (y === 1) return x;
  if (y === 2) return x * x;
  if (y === 0.5) return Math.sqrt(x);
  return exponential(y * naturalLog(x));
}
