/** Random crops and mirrorings, drawn by key. */
import { generator, type Key } from "@querent/core";
import type { Augmentation } from "./recipes.ts";

/** Numbers a placement holds: rows down, columns right, and 1 if mirrored. */
export const PLACEMENT = 3;

/**
 * Draws where each of the batch's images is read from, into `out` (count x PLACEMENT): output pixel (y, x) is input
 * pixel (y + out[0], x' + out[1]) with x' = x, or width - 1 - x if out[2] is 1. Shifts are uniform in [-pad, pad].
 */
export function drawPlacements(key: Key, { pad, flip }: Augmentation, out: Int8Array): void {
  const random = generator(key);
  for (let at = 0; at < out.length; at += PLACEMENT) {
    out[at] = random.integer(2 * pad + 1) - pad;
    out[at + 1] = random.integer(2 * pad + 1) - pad;
    out[at + 2] = flip ? random.integer(2) : 0;
  }
}
