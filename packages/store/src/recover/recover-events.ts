/** Puts together the log of events from a damaged database and its journal. */
import { createHash } from "node:crypto";
import type { Database, Value } from "../database/database.ts";
import { readJournal } from "../journal/journal-file.ts";
import type { JournalEvent } from "../journal/journal-line.ts";
import type { Salvage, SalvagedRow } from "./salvage.ts";

export interface RecoveredEvents {
  readonly fromDatabase: number;
  readonly fromJournal: number; // that the database did not have
  readonly damagedLines: number;
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

/** The journal's lines have a checksum, so they come first; the items that can be read must be there already. */
export function recoverEvents(to: Database, from: Salvage | undefined, journal: string): RecoveredEvents {
  let damagedLines = 0;
  let inJournal = 0;
  for (const event of readJournal(journal, () => (damagedLines += 1))) {
    const item = event.item === null ? null : itemFor(to, event);
    if (insert(to, { ...event, item } as unknown as SalvagedRow)) inJournal += 1;
  }
  let fromDatabase = 0;
  let both = 0;
  let apart = 0;
  const nameless: number[] = [];
  for (const row of from?.rows("events") ?? []) {
    if (!isEvent(row)) continue;
    const known = to.get<{ id: string }>("SELECT id FROM events WHERE seq = ?", row.seq as number);
    if (known !== undefined && known.id !== row.id) apart += 1;
    else if (known !== undefined) both += 1;
    else {
      if (row.item !== null && row.item !== undefined && nameIfGone(to, row.item as number))
        nameless.push(row.item as number);
      if (insert(to, row)) fromDatabase += 1;
    }
  }
  return { fromDatabase: fromDatabase + both, fromJournal: inJournal - both, damagedLines, apart, nameless };
}

/** The item of this content, made where it is lost, under its old number where that is free. */
function itemFor(to: Database, { item, itemId, itemHash }: JournalEvent): number {
  const hash = Buffer.from(itemHash!, "hex");
  const known = to.get<{ item: number }>("SELECT item FROM items WHERE hash = ?", hash);
  if (known !== undefined) return known.item;
  const isFree = to.get("SELECT 1 FROM items WHERE item = ?", item!) === undefined;
  const isOwn = to.get("SELECT 1 FROM items WHERE id = ?", itemId!) === undefined;
  return to.run(
    "INSERT INTO items (item, id, hash, bytes) VALUES (?, ?, ?, 0)",
    isFree ? item! : null,
    isOwn ? itemId! : `${itemId}#${itemHash}`,
    hash,
  ).row;
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
