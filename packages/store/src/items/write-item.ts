/** The row of an item: made once, refreshed when its file is looked at again. */
import type { Database } from "../database/database.ts";
import type { Ground } from "../ground.ts";
import type { FoundFile } from "../items-contract.ts";
import { refused } from "../store-error.ts";

/** Makes an item. Its id is the path, or where another item has that id already, the path and the hash. */
export function newItem(db: Database, file: FoundFile): number {
  const ids = [file.path, `${file.path}#${file.hash.slice(0, 8)}`, `${file.path}#${file.hash}`];
  const id = ids.find((id) => db.get("SELECT 1 FROM items WHERE id = ?", id) === undefined);
  if (id === undefined) throw new Error(`internal: every name for ${file.path} is taken.`);
  return db.run(
    "INSERT INTO items (id, hash, bytes, width, height, grp, problem) VALUES (?, ?, ?, ?, ?, ?, ?)",
    id,
    Buffer.from(file.hash, "hex"),
    file.bytes,
    file.width ?? null,
    file.height ?? null,
    file.group ?? null,
    file.problem ?? null,
  ).row;
}

/** Takes over what was found out anew; the group only where one is given. */
export function refreshItem(db: Database, item: number, file: FoundFile): void {
  const values = [file.width ?? null, file.height ?? null, file.group ?? null, file.problem ?? null];
  db.run(
    "UPDATE items SET width = ?2, height = ?3, grp = coalesce(?4, grp), problem = ?5 WHERE item = ?1 AND " +
      "(width IS NOT ?2 OR height IS NOT ?3 OR problem IS NOT ?5 OR (?4 IS NOT NULL AND grp IS NOT ?4))",
    item,
    ...values,
  );
}

/** As `Project.setGroups`. */
export function setGroups(
  ground: Ground,
  groups: Iterable<{ readonly item: number; readonly group: string | null }>,
): void {
  ground.write(() => {
    for (const { item, group } of groups)
      if (ground.db.run("UPDATE items SET grp = ? WHERE item = ?", group, item).changes === 0)
        throw refused(`A group must be given to an item of the project; there is no item ${item}.`);
  });
}
