/** Reads arrays beside the database. */
import { join } from "node:path";
import { readNpy } from "@querent/formats";
import { StoreError } from "../store-error.ts";
import { fromRuns } from "./item-runs.ts";
import { readManifest, shardFolder } from "./shard-files.ts";
import type { ShardArea, ShardReader, ShardRows } from "./shards-contract.ts";

/** The shards `area`/`name` of a project; undefined where there are none. @throws when they are damaged */
export async function readShards(
  project: string,
  area: ShardArea,
  name: string,
): Promise<ShardReader | undefined> {
  const folder = shardFolder(project, area, name);
  const manifest = await readManifest(folder);
  if (manifest === undefined) return undefined;
  const runs = manifest.shards.flatMap((shard) => shard.items);
  return { manifest, items: fromRuns(runs), read };

  async function read(array: string, shard?: number): Promise<ShardRows> {
    const declared = manifest!.arrays[array];
    const shards = shard === undefined ? manifest!.shards : manifest!.shards.slice(shard, shard + 1);
    if (declared === undefined || (shard !== undefined && shards.length === 0))
      throw new StoreError(
        "refused",
        `${folder} must hold what is read from it; it has ${Object.keys(manifest!.arrays).join(", ")} in ` +
          `${manifest!.shards.length} shards, not ${array}${shard === undefined ? "" : ` in shard ${shard}`}.`,
      );
    const parts: Float32Array[] = [];
    const counts: Float32Array[] = [];
    const width = declared.row.reduce((product, length) => product * length, 1);
    for (const { file, items } of shards) {
      const count = items.reduce((total, [, length]) => total + length, 0);
      const told = declared.ragged ? await numbers(`${file}.${array}.counts.npy`, count) : undefined;
      const rows = told === undefined ? count : told.reduce((a, b) => a + b, 0);
      if (told !== undefined) counts.push(told);
      parts.push(await numbers(`${file}.${array}.npy`, rows * width));
    }
    const data = joined(parts);
    return declared.ragged ? { data, counts: Int32Array.from(joined(counts)) } : { data };
  }

  async function numbers(file: string, count: number): Promise<Float32Array> {
    const path = join(folder, file);
    try {
      const { data } = await readNpy(path);
      if (data.length === count) return data;
      throw new Error(`it holds ${data.length} numbers`);
    } catch (cause) {
      throw new StoreError(
        "damaged",
        `${path} must hold ${count} numbers, as its manifest says: ${(cause as Error).message}. ` +
          `Remove ${folder}: it is made again from the images.`,
        { cause },
      );
    }
  }
}

function joined(parts: readonly Float32Array[]): Float32Array {
  if (parts.length === 1) return parts[0];
  const all = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
