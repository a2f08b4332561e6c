/** Which items each step of a training takes. */
import { permutation, split, type Key } from "@querent/core";
import type { TrainingPlan } from "./training-plan.ts";

/**
 * Writes the items of a step into an array that is filled anew at each call: step s of an epoch takes the s-th batch of
 * that epoch's order, which is drawn from `split(key, epoch)`.
 */
export function batchOrder(
  key: Key,
  indices: Int32Array,
  { batchSize, stepsPerEpoch }: TrainingPlan,
): (step: number) => Int32Array {
  const items = new Int32Array(batchSize);
  let epoch = -1;
  let order: Int32Array = new Int32Array(0);
  return (step) => {
    if (epoch !== Math.floor(step / stepsPerEpoch)) {
      epoch = Math.floor(step / stepsPerEpoch);
      order = permutation(split(key, epoch), indices.length);
    }
    const first = (step % stepsPerEpoch) * batchSize;
    for (let at = 0; at < batchSize; at++) items[at] = indices[order[first + at]];
    return items;
  };
}
