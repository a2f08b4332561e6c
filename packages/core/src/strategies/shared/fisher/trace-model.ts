/** What greedy selection by a trace of Fisher information needs to know, and the selection itself. */

import type { Step } from "../../../kernels/contract.ts";
import { lazyGreedy } from "../submodular/lazy-greedy.ts";
import { plainGreedy } from "../submodular/plain-greedy.ts";

/** tr(M F) with M = (lambda I + information of the labelled items and of those added)^-1 and F that of the pool. */
export interface TraceModel {
  readonly items: number; // candidates, places 0 to items - 1
  /** Multiply-adds of one gain. */
  readonly operations: number;
  /** True when gains never rise as items are added, rounding included. */
  readonly gainsFall: boolean;
  /** tr(M F) as it is now. */
  trace(): number;
  /** By how much tr(M F) falls when the item is added. */
  gainOf(place: number): number;
  /** By how much it rises when the item, which was added, is taken out. */
  lossOf(place: number): number;
  add(place: number): Promise<void>;
  remove(place: number): Promise<void>;
  /** From now on only these will be asked for. */
  keepOnly(places: Int32Array): void;
}

/** Items added one after the other, and by how much each made the trace fall at that moment. */
export interface Forward {
  readonly places: Int32Array;
  readonly gains: Float64Array;
}

/** Adds `count` items, each the one of the largest gain at that moment, of equal gains the earlier place. */
export async function forwardGreedy(model: TraceModel, count: number, step: Step): Promise<Forward> {
  const { items, operations } = model;
  const greedy = model.gainsFall ? lazyGreedy : plainGreedy;
  return greedy(
    {
      items,
      evaluate(places, out) {
        for (let i = 0; i < places.length; i += 1) out[i] = model.gainOf(places[i]);
      },
      take: (place) => model.add(place),
    },
    count,
    { step, operations },
  );
}

/**
 * Takes items out of those added until `count` are left, each the one whose going makes the trace rise least, of equal
 * ones the one added last.
 *
 * @returns which of `added` are left, in their order
 */
export async function backwardGreedy(
  model: TraceModel,
  added: Int32Array,
  count: number,
  step: Step,
): Promise<number[]> {
  model.keepOnly(added);
  const left = Array.from(added.keys());
  while (left.length > count) {
    await step((added.length - left.length) / (added.length - count));
    let least = Infinity;
    let at = left.length - 1;
    for (let i = left.length - 1; i >= 0; i -= 1) {
      const loss = model.lossOf(added[left[i]]);
      if (loss < least) {
        least = loss;
        at = i;
      }
    }
    await model.remove(added[left[at]]);
    left.splice(at, 1);
  }
  await step(1);
  return left;
}

/**
 * The change of a trace that adding or taking out an item makes, which cannot be below zero.
 *
 * @throws when it is, by more than a millionth of the trace: the numbers have lost their digits
 */
export function soundChange(change: number, trace: number): number {
  if (change >= -1e-6 * Math.abs(trace) && change < Infinity) return change;
  throw new RangeError(
    `An item must not change the trace of the variance by less than 0; it changes ${trace} by ${change}, for rounding has ` +
      "used up the digits of the Fisher information. Raise lambda, or scale the embeddings down.",
  );
}

/** A step that never reports less than it has, so that work whose share is not known can step without saying one. */
export function rising(step: Step): Step {
  let highest = 0;
  return (share) => step((highest = Math.max(highest, share)));
}

/** The rows of a table that are named, in their order. */
export function gathered(
  table: Float64Array,
  rows: readonly number[],
  cols: number,
): Float64Array<ArrayBuffer> {
  const out = new Float64Array(rows.length * cols);
  rows.forEach((row, i) => out.set(table.subarray(row * cols, (row + 1) * cols), i * cols));
  return out;
}
