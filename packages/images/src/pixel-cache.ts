/** Decoded pixels kept on disk between runs: one binary file and its manifest, both named by what was decoded. */
import { createHash, randomUUID } from "node:crypto";
import { statSync } from "node:fs";
import { mkdir, open, readdir, readFile, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { SkippedFile } from "@querent/core";
import { decoderVersion } from "./decode-to-pixels.ts";
import type { PixelGeometry } from "./decode-to-pixels.ts";
import type { ImageFile } from "./image-file.ts";
import { shrinkCache } from "./shrink-cache.ts";

/** What one decoding of a list of files gave. */
export interface DecodedPixels {
  readonly data: Uint8Array; // (kept.length, height, width, channels)
  readonly kept: Int32Array;
  readonly skipped: readonly SkippedFile[];
}

interface Manifest {
  readonly format: 1;
  readonly bytes: number;
  readonly sha256: string; // of the binary file
  readonly dropped: readonly number[]; // indices of the skipped files, ascending
  readonly skipped: readonly SkippedFile[];
}

const hour = 3_600_000; // ms
const chunk = 2 ** 26; // bytes read or written at once; one call takes less than 2^31

/**
 * A name for the pixels that decoding these files to this geometry gives: it changes with the path, id, size, times of
 * change (content and metadata, so a replacement that keeps its modification time is noticed) of any file, their
 * order, the geometry, the decoder or what else `recipe` says of the way from file to pixels.
 */
export function pixelCacheName(
  files: readonly ImageFile[],
  geometry: PixelGeometry,
  recipe?: unknown, // plain data
): string {
  const hash = createHash("sha256");
  hash.update(
    JSON.stringify([decoderVersion, geometry.width, geometry.height, geometry.channels, files.length]),
  );
  for (const { file, id } of files) {
    const found = statSync(file, { throwIfNoEntry: false });
    hash.update(
      JSON.stringify([resolve(file), id, found?.size ?? -1, found?.mtimeMs ?? 0, found?.ctimeMs ?? 0]),
    );
  }
  if (recipe !== undefined) hash.update(JSON.stringify(recipe));
  return hash.digest("hex").slice(0, 32);
}

/**
 * The pixels cached under a name, which count as used now; undefined if there are none or they are not, byte for byte,
 * what was written.
 */
export async function readPixelCache(
  folder: string,
  name: string,
  count: number,
): Promise<DecodedPixels | undefined> {
  const manifest = await readManifest(join(folder, `${name}.json`));
  const binary = join(folder, `${name}.bin`);
  if (manifest === undefined || (await sizeOf(binary)) !== manifest.bytes) return undefined;
  const data = new Uint8Array(manifest.bytes);
  const hash = createHash("sha256");
  const handle = await open(binary).catch(() => undefined); // another process may have made room
  if (handle === undefined) return undefined;
  try {
    for (let at = 0; at < data.length;) {
      const { bytesRead } = await handle.read(data, at, Math.min(chunk, data.length - at), at);
      if (bytesRead === 0) return undefined;
      hash.update(data.subarray(at, at + bytesRead));
      at += bytesRead;
    }
  } finally {
    await handle.close();
  }
  if (hash.digest("hex") !== manifest.sha256) return undefined;
  const now = new Date();
  await utimes(binary, now, now).catch(() => undefined); // gone since, or in a folder that may only be read
  const dropped = new Set(manifest.dropped);
  const kept = Int32Array.from({ length: count }, (_, i) => i).filter((i) => !dropped.has(i));
  return { data, kept, skipped: manifest.skipped };
}

/**
 * Writes pixels under a name, and removes what was not used for longest until the folder holds at most `limit` bytes;
 * pixels that alone are more are not kept. Both files are written under temporary names and renamed, the manifest last,
 * so what can be read is whole whenever the program ends. Throws what the file system reports, leaving no temporary file.
 */
export async function writePixelCache(
  folder: string,
  name: string,
  decoded: DecodedPixels,
  count: number,
  limit: number,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  await removeStale(folder);
  const kept = new Set(decoded.kept);
  const dropped = Array.from({ length: count }, (_, i) => i).filter((i) => !kept.has(i));
  const bytes = decoded.data.length;
  const manifestOf = (sha256: string): string => {
    const manifest: Manifest = { format: 1, bytes, sha256, dropped, skipped: decoded.skipped };
    return JSON.stringify(manifest);
  };
  const whole = bytes + Buffer.byteLength(manifestOf("0".repeat(64)));
  await shrinkCache(folder, whole > limit ? limit : limit - whole);
  if (whole > limit) return;
  const temporary = join(folder, `${name}.${randomUUID()}.part`);
  try {
    const sha256 = await writeBytes(temporary, decoded.data);
    await rename(temporary, join(folder, `${name}.bin`));
    await writeFile(temporary, manifestOf(sha256));
    await rename(temporary, join(folder, `${name}.json`));
  } finally {
    await rm(temporary, { force: true });
  }
  await shrinkCache(folder, limit, name); // another process may have written at the same time
}

/** Removes what runs that were killed left half-written; younger files may be another run's work in progress. */
async function removeStale(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!name.endsWith(".part")) continue;
    const file = join(folder, name);
    const found = await stat(file).catch(() => undefined); // its writer may be done with it
    if (found !== undefined && found.mtimeMs < Date.now() - hour) await rm(file, { force: true });
  }
}

/** Writes and syncs the bytes; returns their SHA-256. */
async function writeBytes(file: string, data: Uint8Array): Promise<string> {
  const hash = createHash("sha256");
  const handle = await open(file, "wx");
  try {
    for (let at = 0; at < data.length;) {
      const { bytesWritten } = await handle.write(data, at, Math.min(chunk, data.length - at), at);
      hash.update(data.subarray(at, at + bytesWritten));
      at += bytesWritten;
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
  return hash.digest("hex");
}

async function readManifest(file: string): Promise<Manifest | undefined> {
  try {
    const manifest = JSON.parse(await readFile(file, "utf8")) as Manifest;
    return manifest.format === 1 && Array.isArray(manifest.dropped) && Array.isArray(manifest.skipped)
      ? manifest
      : undefined;
  } catch {
    return undefined; // absent or not ours: the same to the caller
  }
}

async function sizeOf(file: string): Promise<number | undefined> {
  try {
    return (await stat(file)).size;
  } catch {
    return undefined;
  }
}
