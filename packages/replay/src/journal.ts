/** The finished rounds of a replay on disk, so that a killed replay continues where it was. */
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import type { ReplayIdentity } from "./identity.ts";
import type { FinishedRound } from "./round-record.ts";
import { clearTemporary, makeFolder, writeWhole } from "./write-whole.ts";

/** One file a finished round, each written whole. */
export interface Journal {
  read(trial: number, arm: string, round: number): Promise<FinishedRound | undefined>;
  write(round: FinishedRound): Promise<void>;
}

/**
 * Opens `folder`/journal, or begins one.
 *
 * @param restart throws away what is there
 * @throws when the folder holds a replay of another identity, naming what differs, or cannot be written
 */
export async function openJournal(
  folder: string,
  identity: ReplayIdentity,
  restart: boolean,
): Promise<Journal> {
  const home = join(folder, "journal");
  if (restart) await rm(home, { recursive: true, force: true });
  await makeFolder(home);
  await clearTemporary(folder);
  await clearTemporary(home);
  const settingsFile = join(home, "settings.json");
  const known = (await readJson(settingsFile)) as ReplayIdentity | undefined;
  if (known === undefined) await writeWhole(settingsFile, `${JSON.stringify(identity, undefined, 2)}\n`);
  else refuseOther(folder, known, identity);
  const fileOf = (trial: number, arm: string, round: number): string =>
    join(home, `trial-${trial + 1}.${arm.replaceAll(":", "-")}.round-${round}.json`);
  return {
    read: async (trial, arm, round) =>
      (await readJson(fileOf(trial, arm, round))) as FinishedRound | undefined,
    write: async (finished) => {
      const { trial, arm, round } = finished.record;
      await writeWhole(fileOf(trial, arm, round), `${JSON.stringify(finished)}\n`);
    },
  };
}

function refuseOther(folder: string, known: ReplayIdentity, wanted: ReplayIdentity): void {
  const names = [...new Set([...Object.keys(known), ...Object.keys(wanted)])];
  const differing = names.filter((name) => known[name] !== wanted[name]);
  if (differing.length === 0) return;
  const list = differing.map((name) => `${name} ${known[name] ?? "unset"}, now ${wanted[name] ?? "unset"}`);
  throw new Error(
    `${folder} holds a replay with other settings (${list.join("; ")}). ` +
      "Choose another --out, or --restart to throw that one away.",
  );
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
