/** Small crops with a pose that can be seen: two red dots, the left and the right hand, and a blue one between them. */
import { generator, keyFrom, split, type PixelSet, type Skeleton, type TruePoses } from "@querent/core";

export interface SyntheticPoses {
  readonly images: PixelSet;
  readonly truth: readonly TruePoses[];
  readonly indices: Int32Array; // all of them
}

export const syntheticSkeleton: Skeleton = {
  joints: ["left_hand", "right_hand", "head"],
  bones: [
    [0, 2],
    [1, 2],
  ],
  mirrored: Int32Array.of(1, 0, 2),
};

/**
 * Crops of 48 x 48 whose middle 32 x 32 pixels hold all joints. With `hidden` every third item's head is not annotated;
 * with `blank` nothing is drawn in every second item, so that its joints cannot be found.
 */
export function syntheticPoses(
  count: number,
  seed = 0,
  { hidden = false, blank = false } = {},
): SyntheticPoses {
  const side = 48;
  const data = new Uint8Array(count * side * side * 3);
  const truth: TruePoses[] = [];
  for (let item = 0; item < count; item++) {
    const random = generator(split(keyFrom(seed), item));
    const image = data.subarray(item * side * side * 3, (item + 1) * side * side * 3);
    for (let at = 0; at < image.length; at++) image[at] = random.integer(60);
    const within = (low: number, high: number): number => low + random.integer(high - low);
    const centres = [
      [within(12, 20), within(14, 34)],
      [within(28, 36), within(14, 34)],
      [within(22, 26), within(12, 36)],
    ];
    if (!blank || item % 2 === 0)
      centres.forEach(([x, y], joint) => dot(image, side, x, y, joint === 2 ? 2 : 0));
    truth.push({
      count: 1,
      points: Float64Array.from(centres.flat()),
      visibility: Uint8Array.of(2, 1, hidden && item % 3 === 0 ? 0 : 2),
      corners: Float64Array.of(0, 0, side, side),
      areas: Float64Array.of(side * side),
      ignored: new Uint8Array(1),
      crowds: new Uint8Array(1),
    });
  }
  const indices = Int32Array.from({ length: count }, (_, item) => item);
  return { images: { count, height: side, width: side, channels: 3, data }, truth, indices };
}

/** Fills 4 x 4 pixels around the point (x, y) in one channel. */
function dot(image: Uint8Array, side: number, x: number, y: number, channel: number): void {
  for (let row = y - 2; row < y + 2; row++)
    for (let column = x - 2; column < x + 2; column++) image[(row * side + column) * 3 + channel] = 255;
}
