/** Blocks of residuals p - e_y of one predicted class, with their extremes. */

import type { Matrix } from "../../../contracts.ts";

const BLOCK = 64;

/** Residuals a = p - e_y by slot, those of one predicted class side by side, and the lengths of what they multiply. */
export interface Gradients {
  readonly residuals: Matrix; // (n, classes), a
  readonly starts: Int32Array; // (classes + 1), the first slot of each predicted class
  readonly squaredResiduals: Float64Array; // (n), ||a||^2
  readonly lengths: Float64Array; // (n), ||h||
  readonly squared: Float64Array; // (n), ||a||^2 ||h||^2
}

/** What no item of a block passes. */
export interface ResidualBlocks {
  readonly count: number;
  readonly from: Int32Array; // (count + 1), first slots
  readonly classes: Int32Array; // (count), the predicted class
  readonly own: Float64Array; // (count), |a_y|
  readonly given: Float32Array; // (count, classes), a_c
  readonly squared: Float64Array; // (count), ||a||^2
  readonly rest: Float64Array; // (count), ||a||^2 - a_y^2
  readonly lengths: Float64Array; // (count), ||h||
}

export function residualBlocks(gradients: Gradients): ResidualBlocks {
  const { residuals, starts, squaredResiduals, lengths } = gradients;
  const { rows: n, cols, data } = residuals;
  const from: number[] = [];
  const classes: number[] = [];
  for (let c = 0; c < cols; c += 1)
    for (let slot = starts[c]; slot < starts[c + 1]; slot += BLOCK) {
      from.push(slot);
      classes.push(c);
    }
  const count = from.length;
  const own = new Float64Array(count);
  const given = new Float32Array(count * cols);
  const squared = new Float64Array(count);
  const rest = new Float64Array(count);
  const longest = new Float64Array(count);
  for (let b = 0; b < count; b += 1) {
    const y = classes[b];
    const most = given.subarray(b * cols, (b + 1) * cols);
    for (let i = from[b]; i < (from[b + 1] ?? n); i += 1) {
      const start = i * cols;
      for (let c = 0; c < cols; c += 1) if (data[start + c] > most[c]) most[c] = data[start + c];
      const mine = -data[start + y];
      own[b] = Math.max(own[b], mine);
      squared[b] = Math.max(squared[b], squaredResiduals[i]);
      rest[b] = Math.max(rest[b], leftOf(squaredResiduals[i], squaredResiduals[i] - mine * mine));
      longest[b] = Math.max(longest[b], lengths[i]);
    }
  }
  return {
    count,
    from: Int32Array.from([...from, n]),
    classes: Int32Array.from(classes),
    own,
    given,
    squared,
    rest,
    lengths: longest,
  };
}

/** What subtraction left of a sum of squares, and what rounding may have taken from it. */
export function leftOf(whole: number, left: number): number {
  return Math.max(0, left) + 1e-14 * whole;
}
