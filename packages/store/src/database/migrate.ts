/** Brings the database of an earlier version up to this one, after a copy of it was kept. */
import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { rebuildAll } from "../events/rebuild.ts";
import { readSettings } from "../settings.ts";
import { StoreError } from "../store-error.ts";
import type { Database } from "./database.ts";
import { applicationId, schemaSteps, schemaVersion } from "./schema.ts";

export function versionOf(db: Database): number {
  return db.get<{ user_version: number }>("PRAGMA user_version")!.user_version;
}

/** Makes the tables of the newest version in an empty database, inside the caller's transaction. */
export function makeTables(db: Database): void {
  for (const { sql } of schemaSteps) db.exec(sql);
  db.exec(`PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${schemaVersion};`);
}

/**
 * Takes the steps that are missing, all or none. The copy is `querent.version-N.sqlite`, beside the database.
 * @throws when a newer version of the program made the project
 */
export function migrate(db: Database): void {
  const version = versionOf(db);
  if (version > schemaVersion)
    throw new StoreError(
      "newer",
      `${dirname(db.file)} was made by a newer version of Querent (its schema is ${version}, this one knows ` +
        `${schemaVersion}). Update Querent to open it.`,
    );
  if (version === schemaVersion) return;
  keepCopy(db, version);
  db.transaction(() => {
    const steps = schemaSteps.slice(versionOf(db)); // another process may have been faster
    for (const { sql } of steps) db.exec(sql);
    if (steps.some((step) => step.rebuild)) rebuildAll(db, readSettings({ db, folder: dirname(db.file) }));
    db.exec(`PRAGMA user_version = ${schemaVersion}`);
  });
}

function keepCopy(db: Database, version: number): void {
  const copy = join(dirname(db.file), `querent.version-${version}.sqlite`);
  if (existsSync(copy)) return;
  const partial = `${copy}.${process.pid}.tmp`;
  rmSync(partial, { force: true });
  db.run("VACUUM INTO ?", partial);
  const fd = openSync(partial, "r+");
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  renameSync(partial, copy);
}
