/**
 * Keeps `events.jsonl`, a second copy of the log of events in a form that outlives a damaged database. The database
 * comes first: an event is committed there, then added here, then acknowledged. So the journal never knows what the
 * database does not, and a process that is killed between the two leaves a journal that the next one completes.
 */
import { renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { databaseName } from "../database/database-name.ts";
import { openDatabase, type Database } from "../database/database.ts";
import { inWords } from "../database/in-words.ts";
import { eventColumns } from "../events/event-row.ts";
import { paged, pageRows } from "../ground.ts";
import { StoreError, type StoreReason } from "../store-error.ts";
import { addLines, journalEnd } from "./journal-file.ts";
import { toLine, type JournalEvent } from "./journal-line.ts";

export const journalName = "events.jsonl";

const columns = eventColumns
  .split(", ")
  .map((name) => `e.${name}`)
  .join(", ");

/**
 * Adds every event of the database that the journal lacks. Takes the lock of writers, so that one process at a time
 * writes to the journal.
 *
 * @throws when the journal knows later events than the database (an older copy of it was put back), or cannot be written
 */
export function completeJournal(folder: string, db: Database): void {
  const file = join(folder, journalName);
  try {
    db.transaction(() => {
      const end = journalEnd(file);
      if (end.last !== undefined && !knows(db, end.last)) throw behind(folder, db, end.last);
      const since = end.last?.seq ?? 0;
      const latest = db.get<{ seq: number }>("SELECT coalesce(max(seq), 0) AS seq FROM events")!.seq;
      if (latest > since || end.isTorn) addLines(file, end.bytes, journalLines(db, since));
    });
  } catch (error) {
    throw notCopied(inWords(error, file), file);
  }
}

const obstacles: Partial<Record<StoreReason, string>> = {
  full: "the disk is full. Free some space",
  "read-only": "the system does not allow it. Allow it",
  busy: "another process is writing for longer than this one waits. Wait until it is done",
};

/** The events are committed by now; who sent them has to know that they must be sent again, and may be. */
function notCopied(error: Error, file: string): Error {
  const why = error instanceof StoreError ? obstacles[error.reason] : undefined;
  if (why === undefined) return error;
  return new StoreError(
    (error as StoreError).reason,
    `What was said is in the database, but not yet in ${file}: ${why} and send it again: nothing is kept twice.`,
    { cause: error },
  );
}

/** Writes the whole journal anew, whole or not at all. */
export function rewriteJournal(folder: string): void {
  const db = openDatabase(join(folder, databaseName), 10_000);
  const file = join(folder, journalName);
  const partial = `${file}.${process.pid}.tmp`;
  try {
    rmSync(partial, { force: true });
    addLines(partial, 0, journalLines(db, 0));
    renameSync(partial, file);
  } catch (error) {
    throw inWords(error, file);
  } finally {
    db.close();
  }
}

/** The lines of all events after one. */
export function* journalLines(db: Database, since: number): Generator<string> {
  const page = (after: number): JournalEvent[] =>
    db.all<JournalEvent>(
      `SELECT ${columns}, i.id AS itemId, lower(hex(i.hash)) AS itemHash FROM events e ` +
        `LEFT JOIN items i ON i.item = e.item WHERE e.seq > ? ORDER BY e.seq LIMIT ${pageRows}`,
      after,
    );
  for (const event of paged(since, page, (row) => row.seq)) yield toLine(event);
}

function knows(db: Database, { seq, id }: JournalEvent): boolean {
  return db.get<{ id: string }>("SELECT id FROM events WHERE seq = ?", seq)?.id === id;
}

function behind(folder: string, db: Database, last: JournalEvent): StoreError {
  return new StoreError(
    "behind",
    `${db.file} must hold every event of ${join(folder, journalName)}; it lacks event ${last.seq} ` +
      `("${last.id}"), so it seems to be an older copy. Run "querent recover ${folder}" to bring the later events ` +
      `back, or move ${journalName} away to go on without them.`,
  );
}
