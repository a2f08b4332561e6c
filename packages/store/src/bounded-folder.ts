/** A folder of files that can be made again, kept below a number of bytes: the least recently used go first. */
import { createHash } from "node:crypto";
import { mkdir, readdir, rm, stat, utimes } from "node:fs/promises";
import { dirname, join } from "node:path";
import { writeWholeFile } from "@querent/formats";
import { inWords } from "./database/in-words.ts";

export interface BoundedFolder {
  /** The path of what was kept under a key, which counts as used now; undefined where there is none (any more). */
  get(key: string): Promise<string | undefined>;
  /**
   * Keeps bytes under a key, whole or not at all, and removes what was not used for longest until the limit holds.
   * @returns the path; undefined where the bytes alone are beyond the limit, and nothing is kept
   */
  put(key: string, bytes: Uint8Array): Promise<string | undefined>;
  /** The bytes it holds, as far as this process knows. */
  size(): Promise<number>;
  clear(): Promise<void>;
}

interface KeptFile {
  readonly path: string;
  readonly bytes: number;
  readonly used: number;
}

/** After a clean-up this share of the limit is in use, so that not every `put` has to look through the folder. */
const roomAfter = 0.9;

/**
 * @param limit in bytes
 * @param extension of the files, with its point: ".webp"
 */
export function boundedFolder(folder: string, limit: number, extension: string): BoundedFolder {
  let known: Promise<number> | undefined;
  let last = Promise.resolve();
  const fileOf = (key: string): string => {
    const name = createHash("sha256").update(key).digest("hex");
    return join(folder, name.slice(0, 2), `${name.slice(2)}${extension}`);
  };
  return {
    async get(key) {
      const path = fileOf(key);
      try {
        await utimes(path, new Date(), new Date());
        return path;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
        throw inWords(error, path);
      }
    },
    put: (key, bytes) => inTurn(() => put(fileOf(key), bytes)),
    size: () => inTurn(total),
    clear: () =>
      inTurn(async () => {
        for (const name of await names(folder))
          await rm(join(folder, name), { recursive: true, force: true });
        known = undefined;
      }),
  };

  /** One after the other, so that two calls do not count each other's bytes twice. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const run = last.then(work);
    last = run.then(
      () => undefined,
      () => undefined,
    );
    return run;
  }

  async function put(path: string, bytes: Uint8Array): Promise<string | undefined> {
    if (bytes.length > limit) return undefined;
    try {
      let size = (await total()) - (await bytesOf(path));
      if (size + bytes.length > limit) size = await shrink(limit * roomAfter - bytes.length);
      await mkdir(dirname(path), { recursive: true });
      await writeWholeFile(path, [bytes]);
      known = Promise.resolve(size + bytes.length);
      return path;
    } catch (error) {
      known = undefined;
      throw inWords(error, path);
    }
  }

  async function total(): Promise<number> {
    known ??= list().then((files) => files.reduce((sum, file) => sum + file.bytes, 0));
    return known;
  }

  /** Looks through the folder, which other processes may fill too. @returns the bytes that are left */
  async function shrink(goal: number): Promise<number> {
    const files = (await list()).sort((a, b) => a.used - b.used);
    let size = files.reduce((sum, file) => sum + file.bytes, 0);
    for (const { path, bytes } of files) {
      if (size <= Math.max(0, goal)) break;
      await rm(path, { force: true });
      size -= bytes;
    }
    return size;
  }

  async function list(): Promise<KeptFile[]> {
    const files: KeptFile[] = [];
    for (const part of await names(folder))
      for (const name of await names(join(folder, part))) {
        const path = join(folder, part, name);
        const found = await stat(path).catch(() => undefined); // another process may have removed it
        if (found?.isFile()) files.push({ path, bytes: found.size, used: found.mtimeMs });
      }
    return files;
  }
}

async function bytesOf(path: string): Promise<number> {
  return (await stat(path).catch(() => undefined))?.size ?? 0;
}

async function names(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (["ENOENT", "ENOTDIR"].includes((error as NodeJS.ErrnoException).code ?? "")) return [];
    throw inWords(error, folder);
  }
}
