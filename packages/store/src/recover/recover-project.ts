/** Brings back a project whose database is damaged, from what can be read of it and from its journal. */
import { copyFileSync, existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { databaseName } from "../database/database-name.ts";
import { openDatabase, type Database } from "../database/database.ts";
import { inWords } from "../database/in-words.ts";
import { makeTables } from "../database/migrate.ts";
import { rebuildAll } from "../events/rebuild.ts";
import { journalEnd } from "../journal/journal-file.ts";
import { journalName, rewriteJournal } from "../journal/keep-journal.ts";
import { openProject } from "../open-project.ts";
import type { Recovery } from "../project-contract.ts";
import { readSettings } from "../settings.ts";
import { StoreError } from "../store-error.ts";
import { openSalvage, type Salvage } from "./salvage.ts";
import { recoverFromDatabase, recoverFromJournal, type RecoveredEvents } from "./recover-events.ts";
import { recoverItems, recoverOthers } from "./recover-tables.ts";
import { syncFile } from "./sync-file.ts";
import { whatIsLost } from "./what-is-lost.ts";

/**
 * Looks through the project; one that is sound is left as it is. Otherwise every event that the database or the journal
 * still holds goes into a new database, with items, rounds, jobs and models as far as they can be read. The damaged files
 * are kept in a folder `damaged-N`, and so are embeddings and predictions where items were lost, since they are made again.
 * No other program may have the project open. A recovery that is killed can be begun again.
 *
 * @throws when the folder holds no project, or neither database nor journal tells its settings
 */
export function recoverProject(folder: string): Recovery {
  const home = resolve(folder);
  const sound = soundEvents(home);
  if (sound !== undefined) return { events: sound, fromDatabase: sound, fromJournal: 0, lost: [] };
  try {
    return rebuiltFromRemains(home);
  } catch (error) {
    throw inWords(error, join(home, databaseName));
  }
}

/** How many events a sound project has; undefined where something is to be recovered. */
function soundEvents(home: string): number | undefined {
  try {
    const project = openProject(home);
    try {
      return project.check().length === 0 ? eventCount(home) : undefined;
    } finally {
      project.close();
    }
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    const isMissing = error.reason === "no project" && journalEnd(join(home, journalName)).last !== undefined;
    if (error.reason !== "damaged" && error.reason !== "behind" && !isMissing) throw error;
    return undefined;
  }
}

function rebuiltFromRemains(home: string): Recovery {
  const kept = keepDamaged(home);
  const partial = join(home, ".querent.recovering.sqlite");
  for (const suffix of ["", "-wal", "-shm"]) rmSync(partial + suffix, { force: true });
  const from = existsSync(join(kept, databaseName)) ? openSalvage(join(kept, "read.sqlite")) : undefined;
  const to = openDatabase(partial, 0);
  let events: RecoveredEvents;
  let lost: string[];
  try {
    to.exec("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"); // nobody sees it before it is whole and synced
    events = to.transaction(() => fill(to, from, join(kept, journalName), home));
    lost = whatIsLost(to, from, events, kept);
  } finally {
    to.close();
    from?.close();
    for (const suffix of ["", "-wal", "-shm"]) rmSync(join(kept, `read.sqlite${suffix}`), { force: true });
  }
  syncFile(partial);
  for (const suffix of ["-wal", "-shm"]) rmSync(join(home, databaseName + suffix), { force: true });
  renameSync(partial, join(home, databaseName));
  if (from === undefined || from.unread.has("items"))
    for (const name of ["embeddings", "predictions"])
      if (existsSync(join(home, name))) renameSync(join(home, name), join(kept, name));
  rewriteJournal(home);
  openProject(home).close();
  const { fromDatabase, fromJournal } = events;
  return { kept, events: fromDatabase + fromJournal, fromDatabase, fromJournal, lost };
}

function fill(to: Database, from: Salvage | undefined, journal: string, home: string): RecoveredEvents {
  makeTables(to);
  const inJournal = recoverFromJournal(to, journal);
  if (from !== undefined) recoverItems(to, from);
  const { both, ...others } =
    from === undefined ? { fromDatabase: 0, both: 0, apart: 0, nameless: [] } : recoverFromDatabase(to, from);
  const short = from === undefined ? [] : recoverOthers(to, from);
  if (to.get("SELECT 1 FROM events WHERE kind = 'settings' AND kind <> 'answer'") === undefined)
    throw new StoreError(
      "damaged",
      `${home} cannot be recovered: neither its database nor ${journalName} tells its settings any more. ` +
        "Take both from a backup.",
    );
  rebuildAll(to, readSettings({ db: to, folder: home }));
  return { ...others, fromJournal: inJournal - both, short };
}

/** Copies what is there into the first free folder `damaged-N`, and once more to be read. */
function keepDamaged(home: string): string {
  let number = 1;
  while (existsSync(join(home, `damaged-${number}`))) number += 1;
  const kept = join(home, `damaged-${number}`);
  mkdirSync(kept);
  for (const name of [databaseName, `${databaseName}-wal`, journalName]) {
    if (!existsSync(join(home, name))) continue;
    copyFileSync(join(home, name), join(kept, name));
    syncFile(join(kept, name));
    if (name !== journalName)
      copyFileSync(join(home, name), join(kept, name.replace(databaseName, "read.sqlite")));
  }
  return kept;
}

function eventCount(home: string): number {
  const db = openDatabase(join(home, databaseName), 10_000);
  try {
    return db.get<{ n: number }>("SELECT count(*) AS n FROM events")!.n;
  } finally {
    db.close();
  }
}
