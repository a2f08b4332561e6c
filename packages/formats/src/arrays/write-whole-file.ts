/** Writes a file so that it is there whole or not at all. */
import { randomUUID } from "node:crypto";
import { open, readdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

/**
 * Writes the parts one after the other to a temporary name beside `path`, flushes to disk, and renames. What stood
 * there before stays until then; when something fails the temporary file is removed. A process that is killed leaves it
 * there, for `removeUnfinished`.
 */
export async function writeWholeFile(
  path: string,
  parts: Iterable<Uint8Array | string> | AsyncIterable<Uint8Array | string>,
): Promise<void> {
  const temporary = temporaryFor(path);
  const handle = await open(temporary, "wx");
  try {
    try {
      for await (const part of parts) await handle.writeFile(part);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, path);
    await syncFolder(dirname(path));
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** A hidden name beside `path`, never used again, for what is being written by this process. */
export function temporaryFor(path: string): string {
  return join(dirname(path), `.${basename(path)}.${process.pid}.${randomUUID()}.tmp`);
}

const temporary = /^\.(.+)\.(\d+)\.[0-9a-f-]{36}\.tmp/;

/**
 * Removes from a folder what processes that are gone left there under temporary names, of files of one name or of all;
 * what living ones write is theirs.
 */
export async function removeUnfinished(folder: string, name?: string): Promise<void> {
  for (const entry of await readdir(folder)) {
    const [, of, pid] = temporary.exec(entry) ?? [];
    if (pid === undefined || (name !== undefined && of !== name) || isAlive(Number(pid))) continue;
    await rm(join(folder, entry), { recursive: true, force: true }); // another process may be sweeping too
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0); // signal 0 only asks
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM"; // it lives, and is someone else's
  }
}

/** Makes a rename last through a power cut; Windows has no such call and does not need it. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === "win32") return;
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
