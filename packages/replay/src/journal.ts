/** The finished rounds of a replay on disk, so that a killed replay continues where it was. */
import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Task } from "@querent/core";
import { removeUnfinished } from "@querent/formats";
import type { ReplayIdentity } from "./identity.ts";
import { roundFromFile, roundToFile } from "./record-file.ts";
import type { FinishedRound } from "./round-record.ts";
import { makeFolder, writeWhole } from "./write-whole.ts";

/** One file a finished round, each written whole. Both refuse a folder that another replay has taken meanwhile. */
export interface Journal {
  read(trial: number, arm: string, round: number): Promise<FinishedRound | undefined>;
  write(round: FinishedRound): Promise<void>;
}

/**
 * Opens `folder`/journal, or begins one. Several processes may have it open: those of one replay find each other's
 * rounds, and of two replays only the one whose settings the folder holds goes on.
 *
 * @param restart throws away what is there
 * @throws when the folder holds a replay of another identity, naming what differs, or cannot be written
 */
export async function openJournal(
  folder: string,
  identity: ReplayIdentity,
  restart: boolean,
): Promise<Journal> {
  const task = identity["task"] as Task;
  const home = join(folder, "journal");
  const settingsFile = join(home, "settings.json");
  await makeFolder(home);
  await removeUnfinished(folder);
  await removeUnfinished(home);
  // The settings go first and come last: rounds without settings are nobody's.
  if (restart) await rm(settingsFile, { force: true });
  const known = await readSettings();
  if (known === undefined) {
    await clearRounds(home);
    await writeWhole(settingsFile, `${JSON.stringify(identity, undefined, 2)}\n`);
  } else {
    const differing = differences(known, identity);
    if (differing !== "")
      throw new Error(
        `${folder} holds a replay with other settings (${differing}). ` +
          "Choose another --out, or --restart to throw that one away.",
      );
  }
  const fileOf = (trial: number, arm: string, round: number): string =>
    join(home, `trial-${trial + 1}.${arm.replaceAll(":", "-")}.round-${round}.json`);
  return {
    async read(trial, arm, round) {
      await stillOurs();
      const filed = await readJson(fileOf(trial, arm, round));
      return filed === undefined ? undefined : roundFromFile(task, filed);
    },
    async write(finished) {
      const { trial, arm, round } = finished.record;
      const file = fileOf(trial, arm, round);
      await stillOurs();
      await writeWhole(file, `${JSON.stringify(roundToFile(task, finished))}\n`);
      await stillOurs().catch(async (error: unknown) => {
        await rm(file, { force: true }); // the folder was taken while the round was being written
        throw error;
      });
    },
  };

  async function readSettings(): Promise<ReplayIdentity | undefined> {
    return (await readJson(settingsFile)) as ReplayIdentity | undefined;
  }

  async function stillOurs(): Promise<void> {
    const now = await readSettings();
    const differing = now === undefined ? "with --restart" : differences(identity, now);
    if (differing !== "")
      throw new Error(
        `${folder} no longer holds this replay: another one was started in it (${differing}). ` +
          "Choose another --out for one of them.",
      );
  }
}

async function clearRounds(home: string): Promise<void> {
  for (const name of await readdir(home))
    if (/^trial-.*\.json$/.test(name)) await rm(join(home, name), { force: true });
}

/** "batch 8, now 9; seed 7, now 8", empty when they are the same. */
function differences(known: ReplayIdentity, wanted: ReplayIdentity): string {
  return [...new Set([...Object.keys(known), ...Object.keys(wanted)])]
    .filter((name) => known[name] !== wanted[name])
    .map((name) => `${name} ${known[name] ?? "unset"}, now ${wanted[name] ?? "unset"}`)
    .join("; ");
}

async function readJson(file: string): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw new Error(`${file} cannot be read: ${(error as Error).message}.`, { cause: error });
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Error(`${file} is damaged: remove it to repeat that round, or start again with --restart.`, {
      cause,
    });
  }
}
