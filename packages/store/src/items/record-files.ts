/** Files as they are found: new contents, moved files, the same image under two names. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Database } from "../database/database.ts";
import type { Ground } from "../ground.ts";
import type { FoundFile, RecordedFiles } from "../items-contract.ts";
import { readSettings } from "../settings.ts";
import { checkFile } from "./check-file.ts";
import { newItem, refreshItem } from "./write-item.ts";

/** What was known of a file before anything of its batch was written. */
interface Before {
  readonly file: FoundFile;
  readonly itemAtPath: number | undefined;
  readonly itemOfHash: number | undefined;
  /** Where that item was known to be; only looked up when it was not known at this path. */
  readonly paths: readonly string[];
}

/** As `Project.recordFiles`. */
export function recordFiles(ground: Ground, found: readonly FoundFile[]): RecordedFiles {
  found.forEach(checkFile);
  const { db } = ground;
  return ground.write(() => {
    const { images } = readSettings(ground);
    const befores = found.map((file) => lookUp(db, file));
    const hashes = new Map(found.map((file) => [file.path, file.hash]));
    const isThere = (path: string, hash: string): boolean =>
      hashes.has(path) ? hashes.get(path) === hash : existsSync(join(images, path));
    const out = {
      items: [] as number[],
      added: 0,
      unchanged: 0,
      moved: [] as { item: number; from: string; to: string }[],
      duplicates: [] as { item: number; path: string; sameAs: string }[],
      changed: [] as { path: string; was: number; now: number }[],
      foundAgain: [] as number[],
    };
    /** Items that this batch made or put somewhere, with the path. */
    const placed = new Map<string, { item: number; path: string }>();
    for (const before of befores) {
      const { file } = before;
      const item = place(before);
      if (before.itemAtPath !== item)
        db.run(
          "INSERT INTO files (path, item, mtime) VALUES (?, ?, ?) " +
            "ON CONFLICT (path) DO UPDATE SET item = excluded.item, mtime = excluded.mtime",
          file.path,
          item,
          file.mtime,
        );
      else
        db.run("UPDATE files SET mtime = ? WHERE path = ? AND mtime <> ?", file.mtime, file.path, file.mtime);
      if (before.itemAtPath !== undefined && before.itemAtPath !== item)
        out.changed.push({ path: file.path, was: before.itemAtPath, now: item });
      if (!placed.has(file.hash)) placed.set(file.hash, { item, path: file.path });
      out.items.push(item);
    }
    return out;

    function place({ file, itemAtPath, itemOfHash, paths }: Before): number {
      const sibling = placed.get(file.hash);
      const known = itemOfHash ?? sibling?.item;
      if (known === undefined) {
        out.added += 1;
        return newItem(db, file);
      }
      refreshItem(db, known, file);
      if (itemAtPath === known) {
        out.unchanged += 1;
        return known;
      }
      const here = paths.find((path) => path !== file.path && isThere(path, file.hash)) ?? sibling?.path;
      if (here !== undefined) out.duplicates.push({ item: known, path: file.path, sameAs: here });
      else if (paths.length === 0) out.foundAgain.push(known);
      else {
        out.moved.push({ item: known, from: paths[0], to: file.path });
        for (const path of paths) db.run("DELETE FROM files WHERE path = ? AND item = ?", path, known);
      }
      return known;
    }
  });
}

/** As `Project.forgetFiles`. */
export function forgetFiles(ground: Ground, paths: readonly string[]): number[] {
  const { db } = ground;
  return ground.write(() => {
    const items = new Set<number>();
    for (const path of paths) {
      const row = db.get<{ item: number }>("SELECT item FROM files WHERE path = ?", path);
      if (row !== undefined) items.add(row.item);
      db.run("DELETE FROM files WHERE path = ?", path);
    }
    return [...items].filter((item) => db.get("SELECT 1 FROM files WHERE item = ?", item) === undefined);
  });
}

function lookUp(db: Database, file: FoundFile): Before {
  const itemAtPath = db.get<{ item: number }>("SELECT item FROM files WHERE path = ?", file.path)?.item;
  const itemOfHash = db.get<{ item: number }>(
    "SELECT item FROM items WHERE hash = ?",
    Buffer.from(file.hash, "hex"),
  )?.item;
  const isElsewhere = itemOfHash !== undefined && itemOfHash !== itemAtPath;
  const paths = isElsewhere
    ? db.all<{ path: string }>("SELECT path FROM files WHERE item = ? ORDER BY path", itemOfHash)
    : [];
  return { file, itemAtPath, itemOfHash, paths: paths.map((row) => row.path) };
}
