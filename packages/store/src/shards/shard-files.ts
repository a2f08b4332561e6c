/** The manifest of a set of shards, and where its files lie. */
import { mkdir, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { writeWholeFile } from "@querent/formats";
import { inWords } from "../database/in-words.ts";
import { StoreError } from "../store-error.ts";
import type { ShardArea, ShardManifest } from "./shards-contract.ts";

export function shardFolder(project: string, area: ShardArea, name: string): string {
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(name))
    throw new StoreError(
      "refused",
      `The name of ${area} must be letters, digits, points, dashes and underscores; got "${name}".`,
    );
  return join(project, area, name);
}

/** Undefined where there is none. @throws when it is damaged */
export async function readManifest(folder: string): Promise<ShardManifest | undefined> {
  const file = join(folder, "manifest.json");
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw inWords(error, file);
  }
  try {
    const manifest = JSON.parse(text) as ShardManifest;
    if (manifest.version === 1) return manifest;
  } catch {
    // said below
  }
  throw new StoreError(
    "damaged",
    `${file} must be a manifest of version 1; it is damaged or of a newer version. ` +
      `Remove ${folder}: it is made again from the images.`,
  );
}

/** Writes the manifest; the shards that it lists must be on disk. */
export async function writeManifest(folder: string, manifest: ShardManifest): Promise<void> {
  const file = join(folder, "manifest.json");
  await wordily(file, () => writeWholeFile(file, [`${JSON.stringify(manifest)}\n`]));
}

/** An empty folder: what stood there is removed, the manifest first, so that no manifest lists what is gone. */
export async function emptyFolder(folder: string): Promise<void> {
  await wordily(folder, async () => {
    await rm(join(folder, "manifest.json"), { force: true });
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
  });
}

/** Removes what no manifest lists: the files of a writer that was killed. */
export async function removeStrays(folder: string, manifest: ShardManifest): Promise<void> {
  const known = new Set(manifest.shards.map((shard) => shard.file));
  for (const name of await readdir(folder))
    if (name !== "manifest.json" && !known.has(name.split(".")[0]))
      await rm(join(folder, name), { force: true });
}

export async function wordily<T>(file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw inWords(error, file);
  }
}
