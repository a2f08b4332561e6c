/** Squares cut from image files, brought to one size: what a pose network looks at. */
import type { DecodedImages, DecodeOptions } from "./decode-all.ts";
import { decodeWith } from "./decode-all.ts";
import { rawBytes } from "./decode-to-pixels.ts";
import type { PixelGeometry } from "./decode-to-pixels.ts";
import type { ImageFile } from "./image-file.ts";
import type { Sharp } from "./load-sharp.ts";
import { pixelsNeeded, resampleSquare, type ImageRegion } from "./resample-square.ts";

/** A square of the upright image, in its pixels, not necessarily whole ones; it may reach out of the image. */
export interface SquareCrop {
  readonly left: number;
  readonly top: number;
  readonly side: number; // above 0
}

/** A square to cut from a file; several may be of one file, each with an id of its own. */
export interface CropFile extends ImageFile {
  readonly crop: SquareCrop;
}

/** What to decode to, and how. */
export interface CropOptions extends DecodeOptions {
  readonly side: number; // pixels
  readonly channels: PixelGeometry["channels"];
}

/**
 * Decodes each square to `side` x `side` pixels as `resampleSquare` does, skipping and caching as `decodeAll` does. What
 * lies outside the image is black (0), as the hourglass networks pad it. The point (u, v) of the result, pixel centres
 * being at halves, is x = left + u s, y = top + v s of the upright original, with s = crop side / `side`.
 *
 * @throws as `decodeAll` does, and where a square is none
 */
export function decodeCrops(files: readonly CropFile[], options: CropOptions): Promise<DecodedImages> {
  for (const { id, crop } of files)
    if (![crop.left, crop.top, crop.side].every(Number.isFinite) || crop.side <= 0)
      throw new Error(
        `The crop of ${id} must have a finite left and top and a side above 0; got ${crop.left}, ${crop.top} and ` +
          `${crop.side}.`,
      );
  const { side, channels } = options;
  return decodeWith(
    files,
    { ...options, width: side, height: side },
    {
      name: { crops: files.map(({ crop: { left, top, side } }) => [left, top, side]) },
      decode: async (sharp, bytes, i) => {
        const region = await readRegion(sharp, bytes, files[i].crop, side, channels);
        return resampleSquare(region, files[i].crop, side, channels);
      },
    },
  );
}

/** The part of the image that the square needs, at the image's own scale. */
async function readRegion(
  sharp: Sharp,
  bytes: Uint8Array,
  { left, top, side }: SquareCrop,
  size: number,
  channels: PixelGeometry["channels"],
): Promise<ImageRegion> {
  const image = (await sharp(bytes).metadata()).autoOrient;
  const [x, xEnd] = within(pixelsNeeded(left, side, size), image.width);
  const [y, yEnd] = within(pixelsNeeded(top, side, size), image.height);
  const region = { left: x, top: y, width: xEnd - x, height: yEnd - y };
  if (region.width === 0 || region.height === 0) return { ...region, data: new Uint8Array(0) };
  const cut = sharp(bytes, { failOn: "error", autoOrient: true }).extract(region);
  return { ...region, data: await rawBytes(cut, { ...region, channels }) };
}

function within([from, end]: readonly [number, number], length: number): [number, number] {
  const first = Math.min(Math.max(0, from), length);
  return [first, Math.max(first, Math.min(end, length))];
}
