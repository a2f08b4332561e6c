/** A database file: statements prepared once, errors in words, transactions that may be nested. */
import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";
import { inWords } from "./in-words.ts";
import { openSqlite } from "./sqlite.ts";

export type Row = Record<string, never>;
export type Value = SQLInputValue;

export interface Database {
  readonly file: string;
  /** Rows are taken as the type that the caller says they have. */
  get<T>(sql: string, ...values: Value[]): T | undefined;
  all<T>(sql: string, ...values: Value[]): T[];
  /** @returns the number of changed rows and the last inserted row's number */
  run(sql: string, ...values: Value[]): { changes: number; row: number };
  /** Several statements at once, without values. */
  exec(sql: string): void;
  /** All writes of `work` or none; BEGIN IMMEDIATE outside, a savepoint inside another. */
  transaction<T>(work: () => T): T;
  close(): void;
}

/** How many kilobytes of pages a handle keeps in memory. */
const cacheKilobytes = 65_536;

/**
 * Opens a file in WAL mode with synchronous=FULL: a commit is on disk when it returns.
 * @param wait how long a write waits for another process, in milliseconds
 */
export function openDatabase(file: string, wait: number): Database {
  const guarded = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      throw inWords(error, file);
    }
  };
  const db = guarded(() => openSqlite(file));
  try {
    guarded(() =>
      db.exec(
        `PRAGMA busy_timeout=${wait}; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; ` +
          `PRAGMA foreign_keys=ON; PRAGMA cache_size=-${cacheKilobytes}; PRAGMA temp_store=MEMORY;`,
      ),
    );
  } catch (error) {
    db.close();
    throw error;
  }
  return overConnection(db, file, guarded);
}

function overConnection(db: DatabaseSync, file: string, guarded: <T>(work: () => T) => T): Database {
  const statements = new Map<string, StatementSync>();
  let depth = 0;
  const prepared = (sql: string): StatementSync => {
    let statement = statements.get(sql);
    if (statement === undefined) statements.set(sql, (statement = db.prepare(sql)));
    return statement;
  };
  return {
    file,
    get: <T>(sql: string, ...values: Value[]) =>
      guarded(() => prepared(sql).get(...values)) as unknown as T | undefined,
    all: <T>(sql: string, ...values: Value[]) =>
      guarded(() => prepared(sql).all(...values)) as unknown as T[],
    run(sql, ...values) {
      const done = guarded(() => prepared(sql).run(...values));
      return { changes: Number(done.changes), row: Number(done.lastInsertRowid) };
    },
    exec: (sql) => guarded(() => db.exec(sql)),
    transaction(work) {
      const outermost = depth === 0;
      const name = `nested_${depth}`;
      guarded(() => db.exec(outermost ? "BEGIN IMMEDIATE" : `SAVEPOINT ${name}`));
      depth += 1;
      try {
        const result = work();
        if (result instanceof Promise)
          throw new Error("internal: the work of a transaction must not be asynchronous.");
        guarded(() => db.exec(outermost ? "COMMIT" : `RELEASE ${name}`));
        return result;
      } catch (error) {
        undo(outermost ? "ROLLBACK" : `ROLLBACK TO ${name}; RELEASE ${name}`);
        throw error;
      } finally {
        depth -= 1;
      }
    },
    close() {
      statements.clear();
      db.close();
    },
  };

  /** A full disk or a failing one rolls back by itself; then there is nothing to undo. */
  function undo(sql: string): void {
    try {
      db.exec(sql);
    } catch (error) {
      if (!/no transaction is active|no such savepoint/.test((error as Error).message))
        throw inWords(error, file);
    }
  }
}
