/** One row of the log of events, and how it is put there once. */
import type { Database } from "../database/database.ts";
import { refused } from "../store-error.ts";

export interface NewEventRow {
  readonly id: string;
  readonly kind: "answer" | "class" | "settings";
  readonly item: number | null;
  readonly who: string;
  readonly at: number;
  readonly took: number | null;
  readonly source: string | null;
  readonly suggestion: string | null; // canonical JSON
  readonly content: string; // canonical JSON
}

export interface EventRow extends NewEventRow {
  readonly seq: number;
}

export const eventColumns = "seq, id, kind, item, who, at, took, source, suggestion, content";

/**
 * Puts an event at the end of the log, or finds it there.
 * @throws when another event has its id
 */
export function insertEvent(db: Database, event: NewEventRow): { seq: number; isNew: boolean } {
  checkEnvelope(event);
  const known = db.get<EventRow>(`SELECT ${eventColumns} FROM events WHERE id = ?`, event.id);
  if (known === undefined) {
    const { row } = db.run(
      "INSERT INTO events (id, kind, item, who, at, took, source, suggestion, content) " +
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
      event.id,
      event.kind,
      event.item,
      event.who,
      event.at,
      event.took,
      event.source,
      event.suggestion,
      event.content,
    );
    return { seq: row, isNew: true };
  }
  for (const name of ["kind", "item", "who", "at", "took", "source", "suggestion", "content"] as const) {
    if (known[name] !== event[name])
      throw refused(
        `An event's id must name one event; "${event.id}" is known with ${name} ${known[name]} and came with ` +
          `${event[name]}. Give each event an id of its own.`,
      );
  }
  return { seq: known.seq, isNew: false };
}

function checkEnvelope({ id, who, at, took }: NewEventRow): void {
  if (typeof id !== "string" || id === "") throw refused(`An event's id must be a text; got ${String(id)}.`);
  if (typeof who !== "string" || who.trim() === "")
    throw refused(`Event "${id}" must say who gave it; got "${String(who)}".`);
  if (!Number.isSafeInteger(at))
    throw refused(`Event "${id}" must say when, in whole milliseconds since 1970 (UTC); got ${String(at)}.`);
  if (took !== null && !(Number.isFinite(took) && took >= 0))
    throw refused(`Event "${id}" must have taken 0 milliseconds or more; got ${String(took)}.`);
}
