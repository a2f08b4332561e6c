/** Writes `.npz` archives: several `.npy` arrays in one zip file. */
import { crc32, deflateRawSync } from "node:zlib";
import { npyParts, type WritableArray } from "./write-npy.ts";
import { writeWholeFile } from "./write-whole-file.ts";

const version = 20; // 2.0: deflate
const january1980 = 0x21; // the first day that zip knows, so that equal arrays give equal bytes
const largest = 0xffffffff;

/**
 * Writes the arrays under their names, whole or not at all.
 *
 * @throws when shape and data of one disagree, or the archive would pass 4 GB, which its 32-bit offsets cannot name
 */
export async function writeNpz(
  path: string,
  arrays: Readonly<Record<string, WritableArray>>,
  { compress = false }: { readonly compress?: boolean } = {},
): Promise<void> {
  await writeWholeFile(path, zipParts(path, arrays, compress));
}

function* zipParts(
  path: string,
  arrays: Readonly<Record<string, WritableArray>>,
  compress: boolean,
): Generator<Uint8Array> {
  const directory: Uint8Array[] = [];
  let at = 0;
  for (const [array, content] of Object.entries(arrays)) {
    const name = new TextEncoder().encode(`${array}.npy`);
    const plain = [...npyParts(content)];
    const size = plain.reduce((sum, part) => sum + part.length, 0);
    const parts = compress ? [deflateRawSync(joined(plain, size))] : plain;
    const packed = parts.reduce((sum, part) => sum + part.length, 0);
    if (at + packed > largest - 1e6 || size > largest)
      throw new RangeError(
        `${path} would pass 4 GB, the most a plain zip archive holds: write the arrays to .npy files.`,
      );
    const sum = plain.reduce((crc, part) => crc32(part, crc), 0);
    // flag 0x800: the name is UTF-8
    const common = [words(version, 0x800, compress ? 8 : 0, 0, january1980), longs(sum, packed, size)];
    const local = [longs(0x04034b50), ...common, words(name.length, 0), name];
    directory.push(
      longs(0x02014b50),
      words(version),
      ...common,
      words(name.length, 0, 0, 0, 0),
      longs(0, at),
      name,
    );
    yield* local;
    yield* parts;
    at += local.reduce((length, part) => length + part.length, 0) + packed;
  }
  yield* directory;
  const count = Object.keys(arrays).length;
  const length = directory.reduce((sum, part) => sum + part.length, 0);
  yield longs(0x06054b50);
  yield words(0, 0, count, count);
  yield longs(length, at);
  yield words(0);
}

function joined(parts: readonly Uint8Array[], size: number): Uint8Array {
  const out = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

function words(...values: number[]): Uint8Array {
  return Uint8Array.from(values.flatMap((value) => [value & 255, value >>> 8]));
}

function longs(...values: number[]): Uint8Array {
  return Uint8Array.from(values.flatMap((value) => [0, 8, 16, 24].map((shift) => (value >>> shift) & 255)));
}
