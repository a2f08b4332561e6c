/** Writes arrays beside the database, a shard at a time, so that a killed writer goes on where it was. */
import { join } from "node:path";
import { writeNpy } from "@querent/formats";
import { canonicalJson } from "../database/canonical-json.ts";
import { refused } from "../store-error.ts";
import { fromRuns, toRuns } from "./item-runs.ts";
import {
  emptyFolder,
  readManifest,
  removeStrays,
  shardFolder,
  wordily,
  writeManifest,
} from "./shard-files.ts";
import type { ShardArea, ShardManifest, ShardRows, ShardsAbout, ShardWriter } from "./shards-contract.ts";

/** Item numbers are 32-bit integers here, counts are floats in their files. */
const largestCount = 1 << 24;

/**
 * Begins or goes on with the shards `area`/`name` of a project. Shards of another model, of other arrays or settings are
 * thrown away: what they hold is made again from the images. One writer at a time: let a job see to that.
 */
export async function writeShards(
  project: string,
  area: ShardArea,
  name: string,
  about: ShardsAbout,
): Promise<ShardWriter> {
  const folder = shardFolder(project, area, name);
  const known = await readManifest(folder);
  const isSame =
    known !== undefined &&
    (["model", "arrays", "settings"] as const).every(
      (key) => canonicalJson(known[key]) === canonicalJson(about[key]),
    );
  const { model, arrays, settings } = about;
  let manifest: ShardManifest = isSame ? known : { version: 1, model, arrays, settings, shards: [] };
  if (isSame) await removeStrays(folder, manifest);
  else await emptyFolder(folder);
  const written = new Set(manifest.shards.flatMap((shard) => [...fromRuns(shard.items)]));
  return {
    done: Int32Array.from(written).sort(),
    async append(items, rows) {
      check(items, rows);
      const file = String(manifest.shards.length).padStart(6, "0");
      for (const [array, { row }] of Object.entries(arrays)) {
        const { data, counts } = rows[array];
        const total = counts === undefined ? items.length : sum(counts);
        await write(`${file}.${array}.npy`, [total, ...row], data);
        if (counts !== undefined) await write(`${file}.${array}.counts.npy`, [items.length], counts);
      }
      const next = { ...manifest, shards: [...manifest.shards, { file, items: toRuns(items) }] };
      await writeManifest(folder, next);
      manifest = next;
      for (const item of items) written.add(item);
    },
  };

  async function write(name: string, shape: number[], data: Float32Array | Int32Array): Promise<void> {
    const path = join(folder, name);
    await wordily(path, () => writeNpy(path, { shape, data }));
  }

  function check(items: Int32Array, rows: Readonly<Record<string, ShardRows>>): void {
    items.forEach((item, i) => {
      if (item < 1 || (i > 0 && item <= items[i - 1]) || written.has(item))
        throw refused(`The items of a shard must be ascending and new; got ${item} at place ${i}.`);
    });
    for (const [array, { row, ragged }] of Object.entries(arrays)) {
      const { data, counts } = rows[array] ?? {};
      const width = row.reduce((product, length) => product * length, 1);
      if (data === undefined || (ragged === true) !== (counts !== undefined))
        throw refused(
          `A shard must have rows of ${array}${ragged ? " and their counts" : ", without counts"}; it has not.`,
        );
      if (
        counts !== undefined &&
        (counts.length !== items.length || counts.some((n) => n < 0 || n > largestCount))
      )
        throw refused(`The counts of ${array} must be one an item, from 0 to ${largestCount}.`);
      const total = counts === undefined ? items.length : sum(counts);
      if (data.length !== total * width)
        throw refused(`${array} must have ${total} rows of ${width} numbers; got ${data.length} numbers.`);
    }
  }
}

function sum(counts: Int32Array): number {
  return counts.reduce((a, b) => a + b, 0);
}
