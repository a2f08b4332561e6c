/** Small images whose class can be seen wherever they are shifted: stripes down, stripes across, or a chequer. */
import { generator, keyFrom, split, type PixelSet } from "@querent/core";

export interface Synthetic {
  readonly images: PixelSet;
  readonly labels: Int32Array;
  readonly indices: Int32Array; // all of them
}

/** Up to three classes; labels go round. */
export function syntheticImages(count: number, classes: number, seed = 0, channels = 1): Synthetic {
  const side = 8;
  const data = new Uint8Array(count * side * side * channels);
  const labels = Int32Array.from({ length: count }, (_, item) => item % classes);
  for (let item = 0; item < count; item++) {
    const random = generator(split(keyFrom(seed), item));
    for (let at = 0; at < side * side * channels; at++) {
      const [row, column] = [Math.floor(at / (side * channels)), Math.floor(at / channels) % side];
      const bright = [row, column, row + column][labels[item]] % 2 === 0;
      data[item * side * side * channels + at] = random.integer(130) + (bright ? 120 : 0);
    }
  }
  const indices = Int32Array.from({ length: count }, (_, item) => item);
  return { images: { count, height: side, width: side, channels, data }, labels, indices };
}
