/** Reads `.npz` archives: several `.npy` arrays in one zip file, stored or deflated. */
import { createReadStream } from "node:fs";
import { open, type FileHandle } from "node:fs/promises";
import { crc32, createInflateRaw } from "node:zlib";
import { chunkSource, fileSource, type ByteSource } from "./byte-source.ts";
import type { ArrayDescription, NumberArray, ReadOptions } from "./number-array.ts";
import { describeNpyFrom, readNpyFrom } from "./read-npy.ts";
import { dataStartOf, readZipDirectory, type ZipEntry } from "./zip-directory.ts";

/** The names of the arrays, in the order of the archive. @throws when it is no zip archive */
export async function namesInNpz(path: string): Promise<string[]> {
  return withArchive(path, async (entries) => entries.map(({ name }) => arrayName(name)));
}

/** What the header of one array says. @throws as `readNpz`, as far as it looks */
export async function describeNpz(path: string, array?: string): Promise<ArrayDescription> {
  return withArchive(path, async (entries, handle) => {
    const source = await entrySource(path, handle, chosen(path, entries, array));
    try {
      return await describeNpyFrom(source);
    } finally {
      await source.close();
    }
  });
}

/**
 * One array of an archive, streamed from disk as `readNpy` does it; its checksum is compared.
 *
 * @param array its name; may be left out when the archive holds one array
 * @throws when the archive or the array is not sound, or there is no such array, naming those there are
 */
export async function readNpz(path: string, array?: string, options: ReadOptions = {}): Promise<NumberArray> {
  return withArchive(path, async (entries, handle) => {
    const entry = chosen(path, entries, array);
    const source = withChecksum(await entrySource(path, handle, entry));
    try {
      const read = await readNpyFrom(source, options);
      if (source.checksum() !== entry.crc32)
        throw new Error(`${source.name} is damaged: its checksum does not fit. Write or copy it again.`);
      return read;
    } finally {
      await source.close();
    }
  });
}

const arrayName = (file: string): string => file.replace(/\.npy$/, "");

function chosen(path: string, entries: readonly ZipEntry[], array: string | undefined): ZipEntry {
  const names = entries.map(({ name }) => arrayName(name));
  if (array === undefined && entries.length === 1) return entries[0];
  const entry = entries.find(({ name }) => arrayName(name) === array);
  if (entry === undefined)
    throw new Error(
      `${path} holds ${names.length === 0 ? "no arrays" : `the arrays ${names.join(", ")}`}; ` +
        (array === undefined
          ? `name one of them: ${path}#${names[0] ?? "NAME"}.`
          : `there is no "${array}" among them.`),
    );
  return entry;
}

async function entrySource(path: string, handle: FileHandle, entry: ZipEntry): Promise<ByteSource> {
  const name = `${path}#${arrayName(entry.name)}`;
  const start = await dataStartOf(handle, entry, path);
  if (!entry.deflated) return fileSource(handle, name, start, entry.size);
  return chunkSource(inflated(path, name, start, entry.packedSize), name, entry.size);
}

async function* inflated(
  path: string,
  name: string,
  start: number,
  length: number,
): AsyncGenerator<Uint8Array> {
  const inflate = createInflateRaw({ chunkSize: 1 << 18 });
  const packed = createReadStream(path, { start, end: start + length - 1, highWaterMark: 1 << 18 });
  packed.once("error", (error) => inflate.destroy(error));
  packed.pipe(inflate);
  try {
    for await (const chunk of inflate) yield chunk as Uint8Array;
  } catch (cause) {
    throw new Error(
      `${name} cannot be read: its deflated data is damaged (${(cause as Error).message}). Write or copy it again.`,
      { cause },
    );
  } finally {
    packed.destroy();
    inflate.destroy();
  }
}

function withChecksum(source: ByteSource): ByteSource & { checksum(): number } {
  let sum = 0;
  return {
    ...source,
    async read(into) {
      const got = await source.read(into);
      sum = crc32(into.subarray(0, got), sum);
      return got;
    },
    checksum: () => sum,
  };
}

async function withArchive<T>(
  path: string,
  use: (entries: ZipEntry[], handle: FileHandle) => Promise<T>,
): Promise<T> {
  const handle = await open(path, "r");
  try {
    const stat = await handle.stat();
    if (stat.isDirectory()) throw new Error(`${path} is a folder: give a file.`);
    return await use(await readZipDirectory(handle, path, stat.size), handle);
  } finally {
    await handle.close();
  }
}
