/** A small picture of an image. */
import { readFile } from "node:fs/promises";
import { loadSharp } from "./load-sharp.ts";

const quality = 80; // of WebP, in [1, 100]

/**
 * The image upright (its EXIF orientation applied), at most `side` pixels wide and high and never larger than it is, as
 * the bytes of a WebP file in 8-bit sRGB; transparency is laid on white, of an animation the first frame counts.
 *
 * @param image a file or its bytes
 * @throws if `side` does not suit, the file cannot be read, is no image, or is damaged or truncated anywhere
 */
export async function thumbnail(image: string | Uint8Array, side: number): Promise<Uint8Array> {
  if (!(Number.isInteger(side) && side >= 8 && side <= 2048))
    throw new Error(`side must be an integer in [8, 2048] pixels; got ${side}.`);
  const sharp = await loadSharp();
  const bytes = typeof image === "string" ? await readFile(image) : image;
  return sharp(bytes, { failOn: "error", autoOrient: true })
    .resize(side, side, { fit: "inside", withoutEnlargement: true })
    .flatten({ background: "#ffffff" })
    .toColourspace("srgb")
    .webp({ quality })
    .toBuffer();
}
