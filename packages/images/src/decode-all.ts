/** Many image files to one set of pixels, kept on disk for the next run. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { PixelSet, SkippedFile } from "@querent/core";
import { cacheLimit } from "./cache-limit.ts";
import { decodeBytes } from "./decode-to-pixels.ts";
import type { PixelFit, PixelGeometry } from "./decode-to-pixels.ts";
import { forEachFile } from "./for-each-file.ts";
import type { ImageFile } from "./image-file.ts";
import { loadSharp } from "./load-sharp.ts";
import type { Sharp } from "./load-sharp.ts";
import { pixelCacheName, readPixelCache, writePixelCache } from "./pixel-cache.ts";
import type { DecodedPixels } from "./pixel-cache.ts";
import { userCacheFolder } from "./user-cache-folder.ts";

/** What decoding of any kind can be told. */
export interface DecodeOptions {
  readonly cacheDir?: string | false; // the user's cache folder unless given; false for none
  readonly concurrency?: number; // images in work at once
  readonly abort?: AbortSignal;
  readonly progress?: (done: number, total: number) => void;
}

/** What to decode to, and how. */
export interface DecodeAllOptions extends PixelGeometry, DecodeOptions {
  readonly fit?: PixelFit; // "cover" unless given
}

/** How the bytes of the i-th file become pixels; `name` is plain data that tells this way from others. */
export interface DecodeRecipe {
  readonly name: unknown;
  readonly decode: (sharp: Sharp, bytes: Uint8Array, i: number) => Promise<Uint8Array>;
}

/** The images that decoded, and what became of the others. */
export interface DecodedImages {
  readonly pixels: PixelSet;
  readonly kept: Int32Array; // (pixels.count), ascending indices into the files
  readonly skipped: readonly SkippedFile[]; // file is the item's id
  readonly fromCache: boolean;
  readonly warnings: readonly string[]; // such as a cache that could not be written
}

/**
 * Decodes the files as `decodeToPixels` does. A file that cannot be decoded is skipped with the reason. The pixels are
 * kept under `cacheDir`/pixels and read from there when the same unchanged files are asked for again; a damaged cache
 * is made anew, and one that cannot be written costs nothing but a warning. All that is kept there takes at most
 * `cacheLimit()` bytes: what was not used for longest goes first.
 * Throws if there are files but none is an image, if the pixels do not fit in memory, or the reason of `abort`.
 */
export function decodeAll(files: readonly ImageFile[], options: DecodeAllOptions): Promise<DecodedImages> {
  const { fit = "cover" } = options;
  return decodeWith(files, options, {
    name: fit === "cover" ? undefined : { fit },
    decode: (sharp, bytes) => decodeBytes(sharp, bytes, options, fit),
  });
}

/** As `decodeAll`, by any recipe. */
export async function decodeWith(
  files: readonly ImageFile[],
  options: PixelGeometry & DecodeOptions,
  recipe: DecodeRecipe,
): Promise<DecodedImages> {
  const { cacheDir = userCacheFolder(), abort, progress } = options;
  checkGeometry(options);
  abort?.throwIfAborted();
  const folder = cacheDir === false ? undefined : join(cacheDir, "pixels");
  const limit = cacheLimit();
  const name = folder === undefined ? "" : pixelCacheName(files, options, recipe.name);
  const cached = folder === undefined ? undefined : await readPixelCache(folder, name, files.length);
  if (cached !== undefined) {
    progress?.(files.length, files.length);
    return toImages(cached, options, true, []);
  }
  const { decoded, complete } = await decodeFiles(files, options, recipe);
  if (files.length > 0 && decoded.kept.length === 0)
    throw new Error(
      `None of the ${files.length} files could be read as an image; ${decoded.skipped[0].file}: ${decoded.skipped[0].reason}.`,
    );
  const warnings: string[] = [];
  if (folder !== undefined && complete) {
    try {
      await writePixelCache(folder, name, decoded, files.length, limit);
    } catch (error) {
      warnings.push(
        `The decoded images could not be kept in ${folder} (${(error as Error).message}): the next run decodes them again.`,
      );
    }
  }
  return toImages(decoded, options, false, warnings);
}

/** Decodes side by side; `complete` is false if a file could not be read at all, which another run may find otherwise. */
async function decodeFiles(
  files: readonly ImageFile[],
  options: PixelGeometry & DecodeOptions,
  recipe: DecodeRecipe,
): Promise<{ decoded: DecodedPixels; complete: boolean }> {
  const sharp = await loadSharp();
  const size = options.width * options.height * options.channels;
  const data = allocate(files.length, options);
  const decodeInto = async (i: number): Promise<void> => {
    data.set(await recipe.decode(sharp, await readFile(files[i].file), i), i * size);
  };
  const failed = await forEachFile(files.length, decodeInto, options);
  const complete = Array.from(failed.values()).every(({ syscall }) => syscall === undefined);
  const kept = Int32Array.from(files.keys()).filter((i) => !failed.has(i));
  kept.forEach((from, to) => data.copyWithin(to * size, from * size, (from + 1) * size));
  const skipped = Array.from(failed, ([i, error]) => ({ file: files[i].id, reason: reasonOf(error) }));
  return { decoded: { data: data.subarray(0, kept.length * size), kept, skipped }, complete };
}

function checkGeometry({ width, height, channels }: PixelGeometry): void {
  for (const [what, side] of Object.entries({ width, height }))
    if (!Number.isInteger(side) || side < 1 || side > 16_384)
      throw new Error(`${what} must be an integer in [1, 16384] pixels; got ${side}.`);
  if (channels !== 1 && channels !== 3)
    throw new Error(`channels must be 1 (grey) or 3 (RGB); got ${channels}.`);
}

function allocate(count: number, { width, height, channels }: PixelGeometry): Uint8Array {
  try {
    return new Uint8Array(count * width * height * channels);
  } catch (cause) {
    const gigabytes = ((count * width * height * channels) / 1e9).toFixed(1);
    throw new Error(
      `${count} images of ${width}x${height}x${channels} take ${gigabytes} GB, more than can be had: choose a smaller size.`,
      { cause },
    );
  }
}

/** A failed system call is about the file, anything else about what is in it, of which the first line says it. */
function reasonOf(error: NodeJS.ErrnoException): string {
  if (error.syscall !== undefined) return `it cannot be read: ${error.message}`;
  return `it is not an image that can be decoded: ${error.message.trim().split("\n")[0]}`;
}

function toImages(
  { data, kept, skipped }: DecodedPixels,
  { width, height, channels }: PixelGeometry,
  fromCache: boolean,
  warnings: readonly string[],
): DecodedImages {
  return {
    pixels: { count: kept.length, height, width, channels, data },
    kept,
    skipped,
    fromCache,
    warnings,
  };
}
