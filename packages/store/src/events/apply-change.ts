/** A change of the classes as it stands in the log, and what it does to the table of classes. */
import type { Database } from "../database/database.ts";
import type { ClassChange } from "../events-contract.ts";

/** An added class comes with its number. */
export type LoggedChange =
  | Exclude<ClassChange, { kind: "added" }>
  | { readonly kind: "added"; readonly class: number; readonly name: string };

export function applyChange(db: Database, change: LoggedChange): void {
  if (change.kind === "added")
    db.run("INSERT INTO classes (class, name) VALUES (?, ?)", change.class, change.name);
  else if (change.kind === "renamed")
    db.run("UPDATE classes SET name = ? WHERE class = ?", change.name, change.class);
  else db.run("UPDATE classes SET merged_into = ? WHERE class = ?", change.into, change.class);
}
