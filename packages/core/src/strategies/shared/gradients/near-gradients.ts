/** Which gradients (p - e_y) h^T may be nearer to one of them than to others: judged by bounds, of whole blocks first. */

import { leftOf, residualBlocks, type Gradients } from "./residual-blocks.ts";

/** More than rounding can do to a sum of a million products, of the values it is compared with. */
const SLACK = 1e-9;

export interface NearGradients {
  /**
   * Writes to `out`, rising, every slot whose gradient may be nearer to that in `slot`, of class y, than `nearest` says,
   * and returns how many there are. `nearest` (n), squared distances, may only fall from call to call.
   */
  list(slot: number, y: number, nearest: Float64Array, out: Int32Array): number;
  /** Whether the squared distance of slot i to `slot` is `nearest` or more, given that |a.a'| is `product` at most. */
  isFar(slot: number, i: number, product: number, nearest: number): boolean;
}

/**
 * With g = a h^T, ||g - g'||^2 = ||g||^2 + ||g'||^2 - 2 (a.a') (h.h') and |h.h'| <= ||h|| ||h'||. For items of different
 * predicted classes y and y' the terms of those two classes in a.a' are negative and the others are not, so that
 * |a.a'| <= max(|a_y| a'_y + a_y' |a'_y'|, r r'), r the length of a without these two, by Cauchy and Schwarz. For items of
 * one predicted class it is ||a|| ||a'||. A block whose extremes are far is passed over.
 */
export function nearGradients(gradients: Gradients): NearGradients {
  const { residuals, squaredResiduals, lengths, squared } = gradients;
  const { cols, data } = residuals;
  const blocks = residualBlocks(gradients);
  const gains = new Float64Array(blocks.count).fill(-Infinity); // the least ||g||^2 - nearest when last looked at

  function isFar(slot: number, i: number, product: number, nearest: number): boolean {
    const reach = 2 * (1 + SLACK) * lengths[slot] * lengths[i];
    return (1 - SLACK) * (squared[i] + squared[slot]) - reach * product >= nearest;
  }

  /** A bound of |a.a'| for the items in two slots, of classes y and c. */
  function boundOf(slot: number, y: number, i: number, c: number): number {
    const whole = squaredResiduals[slot];
    const its = squaredResiduals[i];
    if (y === c) return productBound(0, its * whole, its * whole);
    const own = -data[slot * cols + y];
    const given = data[slot * cols + c];
    const itsOwn = -data[i * cols + c];
    const gives = data[i * cols + y];
    const rest = leftOf(whole, whole - own * own - given * given);
    const itsRest = leftOf(its, its - itsOwn * itsOwn - gives * gives);
    return productBound(own * gives + itsOwn * given, rest * itsRest, its * whole);
  }

  /** The same for the item in a slot and any of a block. */
  function blockBound(slot: number, y: number, b: number): number {
    const whole = squaredResiduals[slot];
    const most = blocks.squared[b] * whole;
    const c = blocks.classes[b];
    if (y === c) return productBound(0, most, most);
    const own = -data[slot * cols + y];
    const given = data[slot * cols + c];
    const rest = leftOf(whole, whole - own * own - given * given);
    return productBound(
      own * blocks.given[b * cols + y] + blocks.own[b] * given,
      rest * blocks.rest[b],
      most,
    );
  }

  function list(slot: number, y: number, nearest: Float64Array, out: Int32Array): number {
    const reach = 2 * (1 + SLACK) * lengths[slot];
    let count = 0;
    for (let b = 0; b < blocks.count; b += 1) {
      const bound = blockBound(slot, y, b);
      if (gains[b] + (1 - SLACK) * squared[slot] >= reach * blocks.lengths[b] * bound) continue;
      gains[b] = Infinity;
      for (let i = blocks.from[b]; i < blocks.from[b + 1]; i += 1) {
        gains[b] = Math.min(gains[b], (1 - 2 * SLACK) * squared[i] - nearest[i]);
        // Quick looks first: an item can be near whatever the product is, or far by the bound of its block.
        if (isFar(slot, i, 0, nearest[i])) {
          if (isFar(slot, i, bound, nearest[i])) continue;
          if (isFar(slot, i, boundOf(slot, y, i, blocks.classes[b]), nearest[i])) continue;
        }
        out[count] = i;
        count += 1;
      }
    }
    return count;
  }

  return { list, isFar };
}

/** The larger of what two classes add to a product and the root of what the others can, with room for rounding. */
function productBound(toward: number, rest: number, whole: number): number {
  return Math.max(toward, Math.sqrt(rest)) + SLACK * Math.sqrt(whole);
}
