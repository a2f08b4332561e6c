/** A hash of what an image looks like: alike images differ in few of its bits. */
import { decodeToPixels } from "./decode-to-pixels.ts";
import type { DecodeOptions } from "./decode-all.ts";
import { forEachFile } from "./for-each-file.ts";
import type { ImageFile } from "./image-file.ts";

const BLOCK = 4; // pixels a side of each of the 9 x 8 fields: their sums are finer than one pixel's 256 steps
const MARGIN = BLOCK ** 2; // one grey value: less is the noise of compression
const GEOMETRY = { width: 9 * BLOCK, height: 8 * BLOCK, channels: 1 } as const;

/** Changes whenever hashes may come out otherwise, so that those of another version are not compared. */
export const differenceHashVersion = "difference-hash-1";

/** The hashes of files, and why some have none. */
export interface DifferenceHashes {
  readonly hashes: Uint32Array; // (n, 2), the high word first; zeros where there is none
  readonly failed: ReadonlyMap<number, string>; // place: why
}

/**
 * The difference hash (dHash) of an image: bit 8 y + x, from the highest, says whether field (x + 1, y) of 9 x 8 is
 * lighter than (x, y). It is the same at every size and brightness, and changes little under compression; it knows
 * nothing of colour.
 *
 * Neal Krawetz, "Kind of Like That", hackerfactor.com, 2013. *Departure:* lighter by more than one of 256 grey values,
 * without which the bits of plain parts are chance.
 *
 * @param grey (32, 36), the upright image; a field is a block of 4 x 4 pixels
 * @returns (2), the high word first
 */
export function differenceHash(grey: Uint8Array): Uint32Array {
  const { width, height } = GEOMETRY;
  if (grey.length !== width * height)
    throw new RangeError(`grey must have ${height} rows of ${width} pixels; got ${grey.length} pixels.`);
  const fields = new Int32Array(9 * 8); // (8, 9), sums
  for (let at = 0; at < grey.length; at += 1) {
    const [x, y] = [at % width, Math.floor(at / width)];
    fields[9 * Math.floor(y / BLOCK) + Math.floor(x / BLOCK)] += grey[at];
  }
  const words = new Uint32Array(2);
  for (let bit = 0; bit < 64; bit += 1) {
    const at = 9 * (bit >> 3) + (bit & 7);
    const word = bit >> 5;
    words[word] = (words[word] << 1) | (fields[at] + MARGIN < fields[at + 1] ? 1 : 0);
  }
  return words;
}

/** The hashes of image files, upright; a file that cannot be decoded has none. @throws the reason of `abort` */
export async function differenceHashes(
  files: readonly ImageFile[],
  options: Pick<DecodeOptions, "concurrency" | "abort" | "progress"> = {},
): Promise<DifferenceHashes> {
  const hashes = new Uint32Array(2 * files.length);
  const hashInto = async (i: number): Promise<void> => {
    hashes.set(differenceHash(await decodeToPixels(files[i].file, GEOMETRY, "fill")), 2 * i);
  };
  const failed = new Map<number, string>();
  for (const [i, { message }] of await forEachFile(files.length, hashInto, options))
    failed.set(i, message.trim().split("\n")[0]);
  return { hashes, failed };
}
