/** How training looks at each image of a batch, drawn by key. */
import { generator, type Key } from "@querent/core";
import type { PoseAugmentation } from "./recipes.ts";

/** One way to look at a crop. */
export interface View {
  /** Radians, clockwise as seen. */
  angle: number;
  /** How much larger the person appears. */
  scale: number;
  /** Mirrored left to right, after turning. */
  mirrored: boolean;
  /** Factors of the channels' bytes. */
  readonly gains: Float64Array; // (channels)
}

/** The middle of the crop as it is. */
export function plainView(channels: number): View {
  return { angle: 0, scale: 1, mirrored: false, gains: new Float64Array(channels).fill(1) };
}

/** Draws one view after another into `out`: angle, scale, mirrored, and a factor for each channel. */
export function drawViews(
  key: Key,
  { rotation, scale, flip, gain }: PoseAugmentation,
  out: readonly View[],
): void {
  const random = generator(key);
  const around = (centre: number, reach: number): number => centre + reach * (2 * random.uniform() - 1);
  for (const view of out) {
    view.angle = (around(0, rotation) * Math.PI) / 180;
    view.scale = around(1, scale);
    view.mirrored = flip && random.integer(2) === 1;
    for (let c = 0; c < view.gains.length; c++) view.gains[c] = around(1, gain);
  }
}
