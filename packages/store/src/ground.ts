/** What every part of an open project stands on: its folder, its database, and writing with the journal behind it. */
import type { Database } from "./database/database.ts";

export interface Ground {
  readonly folder: string;
  readonly db: Database;
  /** A transaction; when the outermost is on disk and brought events, they are in the journal too on return. */
  write<T>(work: () => T): T;
}

/** Reads a long table a page at a time, so that no statement stays open between two steps. */
export function* paged<T>(
  start: number,
  page: (after: number) => T[],
  placeOf: (row: T) => number,
): Generator<T> {
  for (let after = start; ;) {
    const rows = page(after);
    if (rows.length === 0) return;
    yield* rows;
    after = placeOf(rows.at(-1)!);
  }
}

export const pageRows = 1000;
