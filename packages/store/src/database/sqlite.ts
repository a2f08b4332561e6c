/** Node's own SQLite, loaded without the warning of Node 22 that it is experimental. */
import type { DatabaseSync } from "node:sqlite";

/** Opens a database. The module prints one warning when it is first loaded; that one alone is kept back. */
export function openSqlite(file: string): DatabaseSync {
  const emit = process.emitWarning;
  process.emitWarning = ((...said: [string]) => {
    if (!/SQLite is an experimental feature/.test(said[0])) emit.apply(process, said);
  }) as typeof emit;
  try {
    return new (process.getBuiltinModule("node:sqlite").DatabaseSync)(file);
  } finally {
    process.emitWarning = emit;
  }
}
