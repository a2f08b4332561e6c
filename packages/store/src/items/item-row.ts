/** Items as they are read from the database. */
import type { Item, ItemQuery, ItemState, KnownFile } from "../items-contract.ts";
import { pageRows, type Ground } from "../ground.ts";

interface ItemRow {
  readonly item: number;
  readonly id: string;
  readonly hash: string;
  readonly bytes: number;
  readonly width: number | null;
  readonly height: number | null;
  readonly grp: string | null;
  readonly problem: string | null;
  readonly path: string | null;
  readonly mtime: number | null;
  readonly state: ItemState;
  readonly skips: number;
  readonly at: number | null;
}

const select =
  "SELECT i.item, i.id, lower(hex(i.hash)) AS hash, i.bytes, i.width, i.height, i.grp, i.problem, f.path, f.mtime, " +
  "coalesce(s.state, 'unlabelled') AS state, coalesce(s.skips, 0) AS skips, s.at FROM items i " +
  "LEFT JOIN standing s ON s.item = i.item " + // before the files, which need not be looked up then for most states
  "LEFT JOIN files f ON f.path = (SELECT min(path) FROM files WHERE item = i.item) ";

export function itemBy(ground: Ground, where: string, value: number | string): Item | undefined {
  const row = ground.db.get<ItemRow>(`${select} WHERE ${where}`, value);
  return row === undefined ? undefined : toItem(row);
}

/** As `Project.items`. */
export function* items(ground: Ground, query: ItemQuery = {}): Generator<Item> {
  const tests = ["i.item > ?"];
  if (query.missing !== undefined) tests.push(`f.path IS ${query.missing ? "" : "NOT "}NULL`);
  if (query.problem !== undefined) tests.push(`i.problem IS ${query.problem ? "NOT " : ""}NULL`);
  if (query.state !== undefined)
    tests.push("coalesce(s.state, 'unlabelled') IN (SELECT value FROM json_each(?))");
  const states = query.state === undefined ? [] : [JSON.stringify([query.state].flat())];
  const sql = `${select} WHERE ${tests.join(" AND ")} ORDER BY i.item LIMIT ?`;
  let left = query.limit ?? Infinity;
  for (let after = query.after ?? 0; left > 0;) {
    const rows = ground.db.all<ItemRow>(sql, after, ...states, Math.min(left, pageRows));
    for (const row of rows) yield toItem(row);
    if (rows.length < pageRows) return;
    left -= rows.length;
    after = rows.at(-1)!.item;
  }
}

/** As `Project.files`. */
export function* files(ground: Ground): Generator<KnownFile> {
  for (let after = ""; ;) {
    const rows = ground.db.all<KnownFile>(
      "SELECT f.path, f.item, f.mtime, i.bytes FROM files f JOIN items i ON i.item = f.item WHERE f.path > ? " +
        `ORDER BY f.path LIMIT ${pageRows}`,
      after,
    );
    for (const row of rows) yield { ...row };
    if (rows.length < pageRows) return;
    after = rows.at(-1)!.path;
  }
}

function toItem(row: ItemRow): Item {
  return {
    item: row.item,
    id: row.id,
    hash: row.hash,
    ...(row.path === null ? {} : { path: row.path, mtime: row.mtime! }),
    bytes: row.bytes,
    ...(row.width === null ? {} : { width: row.width }),
    ...(row.height === null ? {} : { height: row.height }),
    ...(row.grp === null ? {} : { group: row.grp }),
    ...(row.problem === null ? {} : { problem: row.problem }),
    state: row.state,
    skips: row.skips,
    ...(row.at === null ? {} : { answeredAt: row.at }),
  };
}
