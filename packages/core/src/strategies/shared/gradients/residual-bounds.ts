/** Upper bounds of the products of residuals p - e_y, much quicker than the products. */

import type { Matrix } from "../../../contracts.ts";
import { row } from "../../../array/matrix.ts";

/** More than rounding can do to a sum of a million products, of the values it is compared with. */
export const SLACK = 1e-9;

/** Writes to `out` (n) a bound of |a_i . a_place| for every i, never below it. */
export type BoundsTo = (place: number, out: Float64Array) => void;

/**
 * For items of different predicted classes y and y' the terms of those two classes are negative and the others are not,
 * so that |a.a'| <= max(|a_y| a'_y + a_y' |a'_y'|, r r'), r the length of a without these two, by Cauchy and Schwarz.
 * For items of one predicted class it is ||a|| ||a'||. A bound reads one value of a column instead of a row.
 *
 * @param residuals (n, classes): p - e_y
 * @param predicted (n): y
 * @param squared (n): ||a||^2
 */
export function residualBounds(residuals: Matrix, predicted: Int32Array, squared: Float64Array): BoundsTo {
  const { rows: n, cols, data } = residuals;
  const columns = new Float32Array(n * cols); // (classes, n)
  const own = new Float64Array(n); // |a_y|
  const lengths = squared.map(Math.sqrt);
  for (let i = 0; i < n; i += 1) {
    for (let c = 0; c < cols; c += 1) columns[c * n + i] = data[i * cols + c];
    own[i] = -data[i * cols + predicted[i]];
  }
  return (place, out) => {
    const mine = row(residuals, place);
    const y = predicted[place];
    const column = columns.subarray(y * n, (y + 1) * n);
    const ownSquared = squared[place] - own[place] * own[place];
    for (let i = 0; i < n; i += 1) {
      const most = lengths[i] * lengths[place];
      if (predicted[i] === y) {
        out[i] = (1 + SLACK) * most;
        continue;
      }
      const theirs = column[i]; // what item i gives the class of `place`
      const given = mine[predicted[i]]; // and the other way round
      const toward = own[i] * given + theirs * own[place];
      const rest = leftOf(squared[i], squared[i] - own[i] * own[i] - theirs * theirs);
      const others = Math.sqrt(rest * leftOf(squared[place], ownSquared - given * given));
      out[i] = Math.max(toward, others) + SLACK * most;
    }
  };
}

/** What subtraction left of a sum of squares, and what rounding may have taken from it. */
function leftOf(whole: number, left: number): number {
  return Math.max(0, left) + 1e-14 * whole;
}
