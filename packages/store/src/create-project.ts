/** Makes a project in an empty folder. */
import { mkdirSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { databaseName } from "./database/database-name.ts";
import { openDatabase } from "./database/database.ts";
import { inWords } from "./database/in-words.ts";
import { makeTables, versionOf } from "./database/migrate.ts";
import { openProject } from "./open-project.ts";
import type { OpenOptions, Project } from "./project-contract.ts";
import type { NewProjectSettings } from "./settings-contract.ts";
import { settingsOf, writeSettings } from "./settings.ts";
import { StoreError } from "./store-error.ts";

/**
 * Makes a project and opens it; the folder is made where it is not there. A process that is killed in the middle leaves
 * a folder in which a project can still be made.
 *
 * @throws when the folder holds a project or other files, cannot be written, or the settings cannot be
 */
export function createProject(folder: string, given: NewProjectSettings, options: OpenOptions = {}): Project {
  const settings = settingsOf(given);
  const home = resolve(folder);
  const file = join(home, databaseName);
  try {
    mkdirSync(home, { recursive: true });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EEXIST" || code === "ENOTDIR")
      throw new StoreError(
        "in use",
        `${home} must be a folder, but a file stands there. Choose another folder.`,
        {
          cause: error,
        },
      );
    throw inWords(error, home);
  }
  const other = readdirSync(home).find((name) => !name.startsWith(databaseName));
  if (other !== undefined && !readdirSync(home).includes(databaseName))
    throw new StoreError(
      "in use",
      `${home} must be empty to become a project; it holds ${other}. Choose another folder.`,
    );
  const db = openDatabase(file, options.wait ?? 10_000);
  try {
    db.transaction(() => {
      if (versionOf(db) > 0 || db.get("SELECT 1 FROM sqlite_schema") !== undefined)
        throw new StoreError(
          "in use",
          `${home} holds a project already. Open that one, or choose another folder for the new one.`,
        );
      makeTables(db);
      writeSettings(db, home, settings, "querent", Date.now());
    });
  } finally {
    db.close();
  }
  return openProject(home, options);
}
