/** Brings a square of an image to another size, every point to where it says: separable, with a triangle filter. */

/** Bytes (height, width, channels) that are a part of an image: their upper left pixel is (left, top) of the image. */
export interface ImageRegion {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

interface Taps {
  readonly first: Int32Array; // (size), the first source pixel inside the region
  readonly counts: Int32Array; // (size)
  readonly weights: Float64Array; // (size, most)
  readonly most: number;
}

/** The whole pixels that `resampleSquare` looks at along one axis: from the first to before the last. */
export function pixelsNeeded(from: number, side: number, size: number): [number, number] {
  const reach = Math.max(1, side / size);
  return [
    Math.floor(from + side / size / 2 - reach - 0.5),
    Math.ceil(from + side - side / size / 2 + reach + 0.5),
  ];
}

/**
 * The square whose upper left corner is (left, top) and whose side is `side` pixels of the image, as bytes (size, size,
 * channels). With s = side / size, pixel u has its centre at x = left + (u + 1/2) s and is the weighted mean of the
 * pixels i of the image, weights max(0, 1 - |i + 1/2 - x| / max(1, s)): bilinear where s <= 1, and averaging over all
 * that it covers where s > 1. What is outside the region counts as 0. (libvips, which scales whole images, moves an
 * enlarged one by half a pixel; joints need better.)
 */
export function resampleSquare(
  region: ImageRegion,
  square: { readonly left: number; readonly top: number; readonly side: number },
  size: number,
  channels: number,
): Uint8Array {
  const { width, height, data } = region;
  const across = tapsOf(square.left - region.left, square.side, size, width);
  const down = tapsOf(square.top - region.top, square.side, size, height);
  const rows = new Float64Array(height * size * channels); // every row of the region, scaled across
  const { first, counts, weights, most } = across;
  for (let y = 0; y < height; y += 1)
    for (let u = 0; u < size; u += 1) {
      const to = (y * size + u) * channels;
      let from = (y * width + first[u]) * channels;
      for (let t = u * most; t < u * most + counts[u]; t += 1)
        for (let c = 0; c < channels; c += 1) rows[to + c] += weights[t] * data[from++];
    }
  const out = new Uint8Array(size * size * channels);
  const stride = size * channels;
  const line = new Float64Array(stride);
  for (let v = 0; v < size; v += 1) {
    line.fill(0);
    for (let t = 0; t < down.counts[v]; t += 1) {
      const weight = down.weights[v * down.most + t];
      const from = (down.first[v] + t) * stride;
      for (let i = 0; i < stride; i += 1) line[i] += weight * rows[from + i];
    }
    for (let i = 0; i < stride; i += 1) out[v * stride + i] = Math.floor(line[i] + 0.5);
  }
  return out;
}

/** The pixels from 0 to before `length`, and their weights, of each of `size` pixels over `side` from `from`. */
function tapsOf(from: number, side: number, size: number, length: number): Taps {
  const scale = side / size;
  const reach = Math.max(1, scale);
  const most = Math.ceil(2 * reach) + 1;
  const taps = {
    first: new Int32Array(size),
    counts: new Int32Array(size),
    weights: new Float64Array(size * most),
    most,
  };
  for (let u = 0; u < size; u += 1) {
    const centre = from + (u + 0.5) * scale;
    const start = Math.ceil(centre - reach - 0.5);
    const weights = Array.from({ length: most }, (_, t) =>
      Math.max(0, 1 - Math.abs(start + t + 0.5 - centre) / reach),
    );
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    taps.first[u] = Math.min(Math.max(0, start), length);
    for (let i = taps.first[u]; i < Math.min(length, start + most); i += 1)
      taps.weights[u * most + taps.counts[u]++] = weights[i - start] / total;
  }
  return taps;
}
