/** Writes a file so that it is there whole or not at all. */
import { mkdir, open, readdir, rename, rm, unlink } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

let written = 0;

/**
 * Writes to a temporary name beside `file`, flushes to disk, and renames.
 *
 * @throws one sentence on what stands in the way; the temporary file is gone then
 */
export async function writeWhole(file: string, content: string | Uint8Array): Promise<void> {
  const folder = dirname(file);
  const temporary = join(folder, `.${basename(file)}.${process.pid}.${(written += 1)}.tmp`);
  try {
    const handle = await open(temporary, "wx");
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
    await syncFolder(folder);
  } catch (error) {
    await unlink(temporary).catch(() => undefined); // it may never have come to be
    throw whyNotWritten(file, error as NodeJS.ErrnoException);
  }
}

/** Makes a folder and those above it. @throws one sentence on what stands in the way */
export async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    throw whyNotWritten(folder, error as NodeJS.ErrnoException);
  }
}

/** Removes what processes that are gone left half-written in a folder; files of living ones are theirs. */
export async function clearTemporary(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const pid = /^\..*\.(\d+)\.\d+\.tmp$/.exec(name)?.[1];
    if (pid === undefined || isAlive(Number(pid))) continue;
    await rm(join(folder, name), { force: true }); // another process may be sweeping too
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0); // signal 0 only asks
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM"; // it lives, and is someone else's
  }
}

/** An error in one sentence for a failed write, by its code; the original is its cause. */
export function whyNotWritten(path: string, error: NodeJS.ErrnoException): Error {
  return new Error(`${path} cannot be written: ${reasonOf(error)}`, { cause: error });
}

function reasonOf(error: NodeJS.ErrnoException): string {
  switch (error.code) {
    case "ENOSPC":
    case "EDQUOT":
      return "the disk is full. Free some space and give the same command again: finished rounds are kept.";
    case "EACCES":
    case "EPERM":
      return "permission is denied. Choose a folder you may write to.";
    case "EROFS":
      return "the file system is read-only. Choose another folder.";
    case "ENOTDIR":
    case "EEXIST":
      return "a file stands where a folder must be. Choose another folder.";
    case "EISDIR":
      return "a folder of that name stands in the way. Remove it or choose another folder.";
    default:
      return `${error.message}.`;
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
