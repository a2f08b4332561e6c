/** Copies what can be read of the tables besides the events. */
import type { Database, Value } from "../database/database.ts";
import type { Salvage, SalvagedRow } from "./salvage.ts";

/** Tables with row numbers, each after those that it refers to. */
const numbered = ["exam", "rounds", "round_items", "jobs", "models"];

export function recoverItems(to: Database, from: Salvage): void {
  copy(to, "items", from.rows("items"));
}

/** The events and items that these rows refer to must be there. */
export function recoverOthers(to: Database, from: Salvage): void {
  copy(to, "files", from.rowsFromEnds("files", "path"));
  for (const table of numbered) copy(to, table, from.rows(table));
}

/** Takes the columns that both versions have. A row that breaks a rule of its table cannot have been there: it is left. */
function copy(to: Database, table: string, rows: Iterable<SalvagedRow>): void {
  const known = new Set(to.all<{ name: string }>(`PRAGMA table_info(${table})`).map((row) => row.name));
  for (const row of rows) {
    const names = Object.keys(row).filter((name) => known.has(name));
    const sql =
      `INSERT INTO ${table} (${names.join(", ")}) VALUES (${names.map(() => "?").join(", ")}) ` +
      "ON CONFLICT DO NOTHING";
    try {
      to.run(sql, ...names.map((name) => row[name] as Value));
    } catch (error) {
      if (!/constraint failed|cannot store/i.test((error as Error).message)) throw error;
    }
  }
}
