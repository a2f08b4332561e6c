/** Keeps a cache folder below a number of bytes. */
import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";

/** All files whose names begin alike up to the first point: what was kept under one name. */
interface Entry {
  readonly files: string[];
  bytes: number;
  used: number; // milliseconds since 1970
}

/**
 * Removes entries that were not used for longest until the folder holds at most `limit` bytes. What another process is
 * writing (`*.part`) counts and stays, as does the entry `keep`. Two processes may do this at once, and others may read:
 * an entry that is gone or cannot be removed is passed over.
 */
export async function shrinkCache(folder: string, limit: number, keep?: string): Promise<void> {
  const { entries, bytes } = await entriesOf(folder);
  let left = bytes;
  for (const [name, entry] of [...entries].sort(([, a], [, b]) => a.used - b.used)) {
    if (left <= limit) return;
    if (name === keep) continue;
    const removals = entry.files.map((file) => rm(file, { force: true }));
    const removed = (await Promise.allSettled(removals)).every(({ status }) => status === "fulfilled");
    if (removed) left -= entry.bytes;
  }
}

async function entriesOf(folder: string): Promise<{ entries: Map<string, Entry>; bytes: number }> {
  const entries = new Map<string, Entry>();
  let bytes = 0;
  for (const name of await readdir(folder)) {
    const file = join(folder, name);
    const found = await stat(file).catch(() => undefined); // another process may have removed it
    if (found === undefined || !found.isFile()) continue;
    bytes += found.size;
    if (name.endsWith(".part")) continue;
    const key = name.split(".")[0];
    const entry = entries.get(key) ?? { files: [], bytes: 0, used: 0 };
    entry.files.push(file);
    entry.bytes += found.size;
    entry.used = Math.max(entry.used, found.mtimeMs);
    entries.set(key, entry);
  }
  return { entries, bytes };
}
