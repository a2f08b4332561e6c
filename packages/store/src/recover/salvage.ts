/** Reads what can still be read of a damaged database, around the pages that cannot. */
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { openSqlite } from "../database/sqlite.ts";

export type SalvagedRow = Readonly<Record<string, string | number | Uint8Array | null>>;

export interface Salvage {
  /** Rows of a table in the order of their numbers, those between unreadable pages too. */
  rows(table: string): Generator<SalvagedRow>;
  /** Rows of a table without numbers: from its start and from its end, as far as either can be read. */
  rowsFromEnds(table: string, key: string): Generator<SalvagedRow>;
  /** The highest number that a table ever gave, as far as that can be read; 0 where not. */
  highest(table: string): number;
  /** The tables of which something could not be read. */
  readonly unread: ReadonlySet<string>;
  close(): void;
}

/** Row numbers that are asked for at a time. */
const step = 4096;

/** How far to look in a table whose last page cannot be read and whose numbers are not on record. */
const blindly = 1 << 20;

/** @returns undefined where nothing at all can be read. The file and its `-wal` may be written: give it a copy. */
export function openSalvage(file: string): Salvage | undefined {
  let db: DatabaseSync;
  try {
    db = openSqlite(file);
  } catch {
    return undefined;
  }
  const unread = new Set<string>();
  const attempt = <T>(work: () => T): T | undefined => {
    try {
      return work();
    } catch {
      return undefined; // a page that cannot be read: asked for again in smaller parts, or counted as unread
    }
  };
  if (attempt(() => db.prepare("SELECT count(*) FROM sqlite_schema").get()) === undefined) {
    db.close();
    return undefined;
  }
  const highest = (table: string): number => {
    const told = attempt(() => db.prepare("SELECT seq FROM sqlite_sequence WHERE name = ?").get(table));
    const found = attempt(() => db.prepare(`SELECT max(rowid) AS seq FROM ${table}`).get());
    return Math.max(Number(told?.seq ?? 0), Number(found?.seq ?? 0));
  };
  return { rows, rowsFromEnds, highest, unread, close: () => db.close() };

  function* rows(table: string): Generator<SalvagedRow> {
    const statement = attempt(() =>
      db.prepare(`SELECT * FROM ${table} WHERE rowid BETWEEN ? AND ? ORDER BY rowid`),
    );
    const isWhole = attempt(() => db.prepare(`SELECT max(rowid) FROM ${table}`).get()) !== undefined;
    const last = isWhole ? highest(table) : highest(table) || blindly;
    if (!isWhole) unread.add(table);
    if (statement === undefined || !isAnywhereReadable(statement, last)) {
      unread.add(table);
      return;
    }
    for (let first = 0; first <= last; first += step)
      yield* between(table, statement, first, first + step - 1);
  }

  /** Tries numbers at growing distances: where none can be asked for, the root of the table is gone. */
  function isAnywhereReadable(statement: StatementSync, last: number): boolean {
    for (let number = 0; number <= last; number = Math.ceil(number * 1.3) + 1)
      if (attempt(() => statement.all(number, number)) !== undefined) return true;
    return false;
  }

  /** Halves a stretch until what cannot be read stands alone. */
  function* between(
    table: string,
    statement: StatementSync,
    first: number,
    last: number,
  ): Generator<SalvagedRow> {
    const got = attempt(() => statement.all(first, last));
    if (got !== undefined) return yield* got as SalvagedRow[];
    if (first === last) {
      unread.add(table);
      return;
    }
    const middle = (first + last) >> 1;
    yield* between(table, statement, first, middle);
    yield* between(table, statement, middle + 1, last);
  }

  function* rowsFromEnds(table: string, key: string): Generator<SalvagedRow> {
    const seen = new Set<unknown>();
    for (const order of ["ASC", "DESC"]) {
      const statement = attempt(() => db.prepare(`SELECT * FROM ${table} ORDER BY ${key} ${order}`));
      const cursor = statement === undefined ? undefined : attempt(() => statement.iterate());
      for (;;) {
        const next = cursor === undefined ? undefined : attempt(() => cursor.next());
        if (next === undefined) {
          unread.add(table);
          break;
        }
        if (next.done) return;
        const row = next.value as SalvagedRow;
        if (order === "DESC" && seen.has(row[key])) return;
        seen.add(row[key]);
        yield row;
      }
    }
  }
}
