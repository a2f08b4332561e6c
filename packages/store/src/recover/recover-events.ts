/** Puts together the log of events from a damaged database and its journal. */
import { createHash } from "node:crypto";
import type { Database, Value } from "../database/database.ts";
import { readJournal } from "../journal/journal-file.ts";
import type { JournalEvent } from "../journal/journal-line.ts";
import type { Salvage, SalvagedRow } from "./salvage.ts";

export interface RecoveredEvents {
  /** Other tables of which rows had to be left out. */
  readonly short: readonly string[];
  readonly fromDatabase: number;
  readonly fromJournal: number; // that the database did not have
  /** Events of the database that stand where the journal has another. */
  readonly apart: number;
  /** Items of which nothing is left but their number. */
  readonly nameless: readonly number[];
}

const columns = [
  "seq",
  "id",
  "kind",
  "item",
  "who",
  "at",
  "took",
  "source",
  "suggestion",
  "content",
] as const;

/** The journal's lines have a checksum, so they come first, and make the items that they are about. @returns how many */
export function recoverFromJournal(to: Database, journal: string): number {
  let count = 0;
  for (const event of readJournal(journal, () => undefined)) {
    const item = event.item === null ? null : itemFor(to, event);
    if (insert(to, { ...event, item } as unknown as SalvagedRow)) count += 1;
  }
  return count;
}

/** What the journal did not have; the items that can be read must be there already. */
export function recoverFromDatabase(
  to: Database,
  from: Salvage,
): Pick<RecoveredEvents, "fromDatabase" | "apart" | "nameless"> & { readonly both: number } {
  let added = 0;
  let both = 0;
  let apart = 0;
  const nameless: number[] = [];
  for (const row of from.rows("events")) {
    if (!isEvent(row)) continue;
    const known = to.get<{ id: string }>("SELECT id FROM events WHERE seq = ?", row.seq as number);
    if (known !== undefined && known.id !== row.id) apart += 1;
    else if (known !== undefined) both += 1;
    else {
      if (typeof row.item === "number" && nameIfGone(to, row.item)) nameless.push(row.item);
      if (insert(to, row)) added += 1;
    }
  }
  return { fromDatabase: added + both, both, apart, nameless };
}

/** The item of this content, made when the first line about it is met. */
function itemFor(to: Database, { item, itemId, itemHash }: JournalEvent): number {
  const hash = Buffer.from(itemHash!, "hex");
  const known = to.get<{ item: number }>("SELECT item FROM items WHERE hash = ?", hash);
  if (known !== undefined) return known.item;
  return to.run("INSERT INTO items (item, id, hash, bytes) VALUES (?, ?, ?, 0)", item, itemId, hash).row;
}

/** An item whose row is lost and of which no line of the journal tells gets a name that says so. */
function nameIfGone(to: Database, item: number): boolean {
  if (to.get("SELECT 1 FROM items WHERE item = ?", item) !== undefined) return false;
  const id = `lost item ${item}`;
  const hash = createHash("sha256").update(id).digest();
  to.run("INSERT INTO items (item, id, hash, bytes) VALUES (?, ?, ?, 0)", item, id, hash);
  return true;
}

/** Columns that an earlier version did not have are null. */
function insert(to: Database, row: SalvagedRow): boolean {
  const values = columns.map((name) => (row[name] ?? null) as Value);
  const marks = columns.map(() => "?").join(", ");
  return (
    to.run(`INSERT INTO events (${columns.join(", ")}) VALUES (${marks}) ON CONFLICT DO NOTHING`, ...values)
      .changes === 1
  );
}

/** Whether a row makes sense: a page may be readable and hold something else than it did. */
function isEvent(row: SalvagedRow): boolean {
  if (typeof row.id !== "string" || typeof row.who !== "string" || typeof row.content !== "string")
    return false;
  if (!["answer", "class", "settings"].includes(row.kind as string)) return false;
  if ((row.kind === "answer") !== (typeof row.item === "number")) return false;
  if ((row.kind === "answer") !== ["person", "file", "oracle"].includes(row.source as string)) return false;
  try {
    JSON.parse(row.content);
    if (typeof row.suggestion === "string") JSON.parse(row.suggestion);
    return Number.isSafeInteger(row.at);
  } catch {
    return false;
  }
}
