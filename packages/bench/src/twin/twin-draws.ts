/** What a training of Querent's feeds at each step, worked out again from its key. */
import { generator, permutation, split, type Key } from "@querent/core";
import type { Augmentation, TrainingPlan } from "@querent/models";

/** Numbers a draw holds: the item, rows down, columns right, and 1 if mirrored. */
export const DRAW = 4;

/**
 * The draws of every image of every batch, (steps, batch, DRAW). Epoch e visits the items in the order of the key
 * `order/e`; step s shifts by integers in [-pad, pad] and mirrors half of the time, image after image, by the key
 * `augmentation/s`.
 */
export function twinDraws(
  key: Key,
  plan: TrainingPlan,
  items: number,
  augmentation: Augmentation,
): Int32Array {
  const { steps, stepsPerEpoch, batchSize } = plan;
  const { pad, flip } = augmentation;
  const draws = new Int32Array(steps * batchSize * DRAW);
  let order: Int32Array = new Int32Array(0);
  let at = 0;
  for (let step = 0; step < steps; step++) {
    const inEpoch = step % stepsPerEpoch;
    if (inEpoch === 0) order = permutation(split(key, "order", step / stepsPerEpoch), items);
    const random = generator(split(key, "augmentation", step));
    for (const item of order.subarray(inEpoch * batchSize, (inEpoch + 1) * batchSize)) {
      draws[at++] = item;
      draws[at++] = random.integer(2 * pad + 1) - pad;
      draws[at++] = random.integer(2 * pad + 1) - pad;
      draws[at++] = flip ? random.integer(2) : 0;
    }
  }
  return draws;
}
