/** A change of the classes as it stands in the log, and what it does to the table of classes. */
import type { Database } from "../database/database.ts";
import type { ClassChange } from "../events-contract.ts";

/** An added class comes with its number. */
export type LoggedChange =
  | Exclude<ClassChange, { kind: "added" }>
  | { readonly kind: "added"; readonly class: number; readonly name: string };

/**
 * Works on the table of classes alone. What cannot be in a whole log is made the best of in one with gaps: a class keeps
 * its first number, and a name that another class has is followed by the number.
 */
export function applyChange(db: Database, change: LoggedChange): void {
  if (change.kind === "merged") {
    db.run("UPDATE classes SET merged_into = ? WHERE class = ?", change.into, change.class);
    return;
  }
  const taken = db.get(
    "SELECT 1 FROM classes WHERE name = ? AND merged_into IS NULL AND class <> ?",
    change.name,
    change.class,
  );
  const name = taken === undefined ? change.name : `${change.name} (${change.class})`;
  if (change.kind === "renamed") db.run("UPDATE classes SET name = ? WHERE class = ?", name, change.class);
  else db.run("INSERT INTO classes (class, name) VALUES (?, ?) ON CONFLICT DO NOTHING", change.class, name);
}
