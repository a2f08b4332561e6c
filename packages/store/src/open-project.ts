/** Opens a project, or says in one sentence why not. */
import { closeSync, existsSync, mkdirSync, openSync, readSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { databaseName } from "./database/database-name.ts";
import { openDatabase, type Database } from "./database/database.ts";
import { damaged, inWords } from "./database/in-words.ts";
import { migrate, versionOf } from "./database/migrate.ts";
import { problemsOf } from "./database/problems.ts";
import { applicationId } from "./database/schema.ts";
import { completeJournal, journalName } from "./journal/keep-journal.ts";
import type { Ground } from "./ground.ts";
import type { OpenOptions, Project } from "./project-contract.ts";
import { projectOver } from "./project.ts";
import { StoreError } from "./store-error.ts";

/** Folders that are made again when they are gone: what is in them follows from images and events. */
const folders = ["embeddings", "predictions", "models", "thumbnails", "cache"];

/** Up to this size the whole database is looked through when it is opened; it takes about 0.1 s. */
const checkedBytes = 1 << 25;

/**
 * Opens a project, brings an earlier version up to this one, and completes the journal.
 *
 * @throws when the folder holds no project, one of a newer version, one that is damaged, or may not be written
 */
export function openProject(folder: string, options: OpenOptions = {}): Project {
  const home = resolve(folder);
  const file = join(home, databaseName);
  if (!existsSync(file))
    throw new StoreError(
      "no project",
      `${home} must hold a project (${databaseName}); it does not. Make one with "querent init", or check the path.`,
    );
  checkHeader(file);
  const db = openDatabase(file, options.wait ?? 10_000);
  try {
    return overDatabase(home, db);
  } catch (error) {
    db.close();
    throw inWords(error, file);
  }
}

function overDatabase(home: string, db: Database): Project {
  const application = db.get<{ application_id: number }>("PRAGMA application_id")!.application_id;
  if (application !== applicationId && existsSync(join(home, journalName)))
    throw damaged(db.file, "it does not say any more that it is a project's");
  if (application !== applicationId)
    throw new StoreError(
      "no project",
      application === 0 && db.get("SELECT 1 FROM sqlite_schema") === undefined
        ? `${home} holds a project that was never finished. Make it again with "querent init".`
        : `${db.file} must be a project of Querent; it is the database of another program. Check the path.`,
    );
  if (statSync(db.file).size <= checkedBytes) {
    const [problem] = problemsOf(db, "quick_check");
    if (problem !== undefined) throw damaged(db.file, problem);
  }
  migrate(db);
  for (const name of folders) mkdirSync(join(home, name), { recursive: true });
  const ground = groundOver(home, db);
  completeJournal(home, db);
  return projectOver(ground, versionOf(db));
}

/** A file that was cut off or overwritten at its start; SQLite would call some of these "not a database". */
function checkHeader(file: string): void {
  let header: Buffer;
  try {
    const fd = openSync(file, "r");
    try {
      header = Buffer.alloc(16);
      header = header.subarray(0, readSync(fd, header));
    } finally {
      closeSync(fd);
    }
  } catch (error) {
    throw inWords(error, file);
  }
  if (header.length > 0 && header.toString("latin1") !== "SQLite format 3\0")
    throw damaged(file, "its first bytes are not those of a database");
}

function groundOver(folder: string, db: Database): Ground {
  let depth = 0;
  const lastSeq = (): number =>
    db.get<{ seq: number }>("SELECT coalesce(max(seq), 0) AS seq FROM events")!.seq;
  return {
    folder,
    db,
    write(work) {
      if (depth > 0) return db.transaction(work);
      let isLonger = false;
      depth += 1;
      let result;
      try {
        result = db.transaction(() => {
          const before = lastSeq();
          const made = work();
          isLonger = lastSeq() > before;
          return made;
        });
      } finally {
        depth -= 1;
      }
      if (isLonger) completeJournal(folder, db);
      return result;
    },
  };
}
