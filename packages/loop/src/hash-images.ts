/** What the images of a project look like, as hashes that are kept. */
import { join } from "node:path";
import { differenceHashes, differenceHashVersion } from "@querent/images";
import { readShards, writeShards } from "@querent/store";
import type { Project } from "@querent/store";
import type { JobControl } from "./run-job.ts";

/** Hashes by item. */
export interface HashedImages {
  readonly items: Int32Array; // (n)
  readonly hashes: Uint32Array; // (n, 2), the high word first
  readonly hashed: number; // now; the others were before
  readonly unusable: readonly string[]; // "a.jpg: why"
}

const SHARDS = "difference-hash";
const TOGETHER = 512; // images of a shard
const PARTS = 4; // a hash as numbers of 16 bits, which floats hold exactly
const ABOUT = { model: differenceHashVersion, arrays: { hash: { row: [PARTS] } }, settings: {} };

/** The hash of every image that has one; those that are new are made, in shards `embeddings/difference-hash`. */
export async function hashImages(project: Project, { abort, progress }: JobControl): Promise<HashedImages> {
  const writer = await writeShards(project.folder, "embeddings", SHARDS, ABOUT);
  const known = new Set(writer.done);
  const { images } = project.settings();
  const left = [...project.items({ missing: false, problem: false })].filter(({ item }) => !known.has(item));
  const unusable: string[] = [];
  for (let from = 0; from < left.length; from += TOGETHER) {
    const slice = left.slice(from, from + TOGETHER);
    const { hashes, failed } = await differenceHashes(
      slice.map(({ id, path }) => ({ id, file: join(images, path!) })),
      {
        abort,
        progress: (done) =>
          progress(
            (from + done) / left.length,
            `looking for near-duplicates, ${from + done} of ${left.length}`,
          ),
      },
    );
    unusable.push(...Array.from(failed, ([at, reason]) => `${slice[at].id}: ${reason}`));
    const kept = [...slice.keys()].filter((at) => !failed.has(at));
    if (kept.length === 0) continue;
    await writer.append(
      Int32Array.from(kept, (at) => slice[at].item),
      {
        hash: {
          data: Float32Array.from(kept.flatMap((at) => toParts(hashes.subarray(2 * at, 2 * at + 2)))),
        },
      },
    );
  }
  const reader = await readShards(project.folder, "embeddings", SHARDS);
  const rows = reader === undefined ? new Float32Array(0) : (await reader.read("hash")).data;
  return {
    items: reader?.items ?? new Int32Array(0),
    hashes: fromParts(rows),
    hashed: left.length - unusable.length,
    unusable,
  };
}

function toParts([high, low]: Uint32Array): number[] {
  return [high >>> 16, high & 0xffff, low >>> 16, low & 0xffff];
}

function fromParts(parts: Float32Array): Uint32Array {
  return Uint32Array.from({ length: parts.length / 2 }, (_, i) => parts[2 * i] * 65_536 + parts[2 * i + 1]);
}
