/** One image file to bytes of a given size. */
import { readFile } from "node:fs/promises";
import { loadSharp } from "./load-sharp.ts";
import type { Sharp } from "./load-sharp.ts";

/** The size every image of a set is brought to. */
export interface PixelGeometry {
  readonly width: number; // pixels
  readonly height: number; // pixels
  readonly channels: 1 | 3; // grey or RGB
}

/** How an image of another aspect ratio is brought to the size. */
export type PixelFit =
  /** Scaled so that its shorter side fits and centre-cropped (the field's usual evaluation crop). */
  | "cover"
  /** Stretched, so that all of it is kept, as single-shot detectors do. */
  | "fill";

/** Changes whenever the bytes that decoding gives may change, so that pixels cached by another version are not used. */
export const decoderVersion = "1";

/**
 * Reads a file, whatever its name says it is (the format is taken from its content), as bytes (height, width,
 * channels). In this order: the EXIF orientation is applied; the image is brought to the size as `fit` says, which leaves
 * an image of the right size untouched; transparency is laid on white; colours become 8-bit sRGB, or for one channel
 * their luminance (libvips "b-w"). Of an animation the first frame counts.
 * Throws if the file cannot be read, is no image, or is damaged or truncated anywhere.
 */
export async function decodeToPixels(
  file: string,
  geometry: PixelGeometry,
  fit: PixelFit = "cover",
): Promise<Uint8Array> {
  const sharp = await loadSharp();
  return decodeBytes(sharp, await readFile(file), geometry, fit);
}

/** As `decodeToPixels`, from the bytes of the file. */
export async function decodeBytes(
  sharp: Sharp,
  bytes: Uint8Array,
  geometry: PixelGeometry,
  fit: PixelFit = "cover",
): Promise<Uint8Array> {
  const { width, height } = geometry;
  return rawBytes(
    sharp(bytes, { failOn: "error", autoOrient: true }).resize(width, height, { fit }),
    geometry,
  );
}

/** The bytes at the end of a pipeline that gives images of the geometry's size; throws where it does not. */
export async function rawBytes(
  pipeline: ReturnType<Sharp>,
  { width, height, channels }: PixelGeometry,
): Promise<Uint8Array> {
  const { data, info } = await pipeline
    .flatten({ background: "#ffffff" })
    .toColourspace(channels === 1 ? "b-w" : "srgb")
    .raw({ depth: "uchar" })
    .toBuffer({ resolveWithObject: true });
  if (info.width !== width || info.height !== height || info.channels !== channels)
    throw new Error(
      `internal: decoded to ${info.width}x${info.height}x${info.channels}, not ${width}x${height}x${channels}`,
    );
  return new Uint8Array(data.buffer, data.byteOffset, data.length);
}
