/** Chooses the size for images that come without one. */
import { readFile } from "node:fs/promises";
import type { PixelGeometry } from "./decode-to-pixels.ts";
import { loadSharp } from "./load-sharp.ts";
import type { Sharp } from "./load-sharp.ts";

const probes = 64;
const largestKept = 64; // pixels a side
const fallback = 64; // pixels a side
const greySpaces: readonly string[] = ["b-w", "grey16"];

interface Probe {
  readonly width: number;
  readonly height: number;
  readonly grey: boolean;
}

/**
 * Looks at up to 64 files, evenly spread. If all are of one size of at most 64 x 64, that size is kept, else it is
 * 64 x 64; one channel if all are stored as grey, else three. What `wanted` gives is taken as it is.
 * Throws if none of the files looked at is an image.
 */
export async function targetGeometry(
  files: readonly { readonly file: string }[],
  wanted: Partial<PixelGeometry> = {},
): Promise<PixelGeometry> {
  const sharp = await loadSharp();
  const count = Math.min(probes, files.length);
  const spread = Array.from({ length: count }, (_, i) => files[Math.floor((i * files.length) / count)]);
  const found = (await Promise.all(spread.map(({ file }) => probe(sharp, file)))).filter(
    (p) => p !== undefined,
  );
  if (found.length === 0)
    throw new Error(
      files.length === 0
        ? "There are no image files to choose a size for."
        : `None of ${count} files looked at is a readable image (${files[0].file} was the first).`,
    );
  const [{ width, height }] = found;
  const alike = found.every((p) => p.width === width && p.height === height);
  const keep = alike && width <= largestKept && height <= largestKept;
  return {
    width: wanted.width ?? (keep ? width : fallback),
    height: wanted.height ?? (keep ? height : fallback),
    channels: wanted.channels ?? (found.every(({ grey }) => grey) ? 1 : 3),
  };
}

/** The size as seen (after EXIF orientation) and whether it is grey; undefined for what is no image. */
async function probe(sharp: Sharp, file: string): Promise<Probe | undefined> {
  try {
    const { autoOrient, space } = await sharp(await readFile(file)).metadata();
    return { ...autoOrient, grey: greySpaces.includes(space) };
  } catch {
    return undefined; // decoding will list it as skipped, with the reason
  }
}
