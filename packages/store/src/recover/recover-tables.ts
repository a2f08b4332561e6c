/** Copies what can be read of the tables besides the events. */
import type { Database, Value } from "../database/database.ts";
import type { Salvage, SalvagedRow } from "./salvage.ts";

/** Tables with row numbers, each after those that it refers to. */
const numbered = ["exam", "rounds", "round_items", "jobs", "models"];

/**
 * Items besides those that the journal has told of. Of an item that is there only what the journal does not tell is taken
 * over, and only where the contents are the same.
 */
export function recoverItems(to: Database, from: Salvage): void {
  copy(
    to,
    "items",
    from.rows("items"),
    "ON CONFLICT (item) DO UPDATE SET bytes = excluded.bytes, width = excluded.width, height = excluded.height, " +
      "grp = excluded.grp, problem = excluded.problem WHERE hash = excluded.hash ON CONFLICT DO NOTHING",
  );
}

/** The events and items that these rows refer to must be there. @returns the tables of which rows had to be left out */
export function recoverOthers(to: Database, from: Salvage): string[] {
  const isWhole = (table: string, rows: Iterable<SalvagedRow>): boolean =>
    copy(to, table, rows, "ON CONFLICT DO NOTHING");
  const short = numbered.filter((table) => !isWhole(table, from.rows(table)));
  return isWhole("files", from.rowsFromEnds("files", "path")) ? short : [...short, "files"];
}

/** Takes the columns that both versions have. @returns false where a row broke a rule of its table and was left out */
function copy(to: Database, table: string, rows: Iterable<SalvagedRow>, conflict: string): boolean {
  const known = new Set(to.all<{ name: string }>(`PRAGMA table_info(${table})`).map((row) => row.name));
  let isWhole = true;
  for (const row of rows) {
    const names = Object.keys(row).filter((name) => known.has(name));
    const marks = names.map(() => "?").join(", ");
    const sql = `INSERT INTO ${table} (${names.join(", ")}) VALUES (${marks}) ${conflict}`;
    try {
      to.run(sql, ...names.map((name) => row[name] as Value));
    } catch (error) {
      if (!/constraint failed|cannot store/i.test((error as Error).message)) throw error;
      isWhole = false;
    }
  }
  return isWhole;
}
