/** What SQLite finds wrong with a database. */
import type { Database } from "./database.ts";

/** A sentence each; empty when it is sound. `quick_check` leaves out comparing the indexes with their tables. */
export function problemsOf(db: Database, check: "quick_check" | "integrity_check"): string[] {
  return db
    .all<Record<string, string>>(`PRAGMA ${check}`)
    .map((row) => Object.values(row)[0])
    .filter((text) => text !== "ok");
}
