/** Makes the embeddings of a project's images, or takes those that somebody else made. */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { parseFilePart, readNumbers, shapeInWords, writeWholeFile } from "@querent/formats";
import { decodeAll } from "@querent/images";
import { createEmbedder } from "@querent/models";
import { canonicalJson, writeShards } from "@querent/store";
import type { Item, Json, NewJob, Project, ShardWriter } from "@querent/store";
import type { LoopContext } from "./loop-context.ts";
import { markUnusable } from "./mark-unusable.ts";
import { EMBEDDINGS, type EmbeddingsSource } from "./project-embeddings.ts";
import { runJob, type JobControl } from "./run-job.ts";

export interface EmbedOptions {
  /** The output of the network that is taken; its first unless given. */
  readonly output?: string;
  /** Pixels a side at which images are looked at; 128 unless given. */
  readonly side?: number;
}

/** What came of it. */
export interface EmbeddedImages {
  readonly [name: string]: Json;
  readonly embedded: number; // now
  readonly known: number; // before
  readonly dimensions: number;
  readonly unusable: readonly string[]; // "a.jpg: why"
}

const TOGETHER = 512; // images of a shard

/**
 * Embeds every image that is not embedded yet, by the network of an ONNX file, which is kept in the project. With another
 * file, output or size all are embedded anew.
 *
 * @throws when the file is no network that embeds images
 */
export async function embedImages(
  project: Project,
  context: LoopContext,
  file: string,
  { output, side = 128 }: EmbedOptions = {},
): Promise<EmbeddedImages> {
  const bytes = await readFile(file);
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  const kept = `models/backbone-${sha256.slice(0, 16)}.onnx`;
  const source: EmbeddingsSource = { from: "network", file: kept, sha256, output: output ?? null, side };
  const items = usable(project);
  return runJob<EmbeddedImages>(project, nextJob(project, source), context, async (control, finish) => {
    const { provider = "cpu", threads = 1 } = context;
    const embedder = await createEmbedder(bytes, { output, side, provider, threads });
    try {
      await mkdir(join(project.folder, "models"), { recursive: true });
      await writeWholeFile(join(project.folder, kept), [bytes]);
      const { dimensions } = embedder;
      const writer = await openShards(project, source, dimensions);
      const left = without(items, writer.done);
      const { images: root } = project.settings();
      const unusable: string[] = [];
      for (let from = 0; from < left.length; from += TOGETHER) {
        const slice = left.slice(from, from + TOGETHER);
        const decoded = await decodeAll(
          slice.map(({ id, path }) => ({ id, file: join(root, path!) })),
          { width: side, height: side, channels: 3, cacheDir: false, abort: control.abort },
        );
        markUnusable(project, slice, decoded.skipped);
        unusable.push(...decoded.skipped.map(({ file: id, reason }) => `${id}: ${reason}`));
        const rows = Int32Array.from(decoded.kept.keys());
        const { data } = await embedder.embed(decoded.pixels, rows, control.abort);
        const numbers = Int32Array.from(decoded.kept, (at) => slice[at].item);
        await writer.append(numbers, { [EMBEDDINGS]: { data } });
        tellEmbedded(control, from + slice.length, left.length);
      }
      return finishWith(project, context, finish, source, {
        embedded: left.length - unusable.length,
        known: items.length - left.length,
        dimensions,
        unusable,
      });
    } finally {
      await embedder.release();
    }
  });
}

/**
 * Takes embeddings from a file of numbers (`.npy`, `.npz`, Parquet, CSV), a row an image.
 *
 * @param ids the ids of the items, or their paths, in the order of the rows; every image of the project must be there
 * @throws when the rows are not as many as the ids, or an image has none
 */
export async function takeEmbeddings(
  project: Project,
  context: LoopContext,
  file: string,
  ids: readonly string[],
): Promise<EmbeddedImages> {
  const sha256 = await hashOfFile(file);
  const source: EmbeddingsSource = { from: "file", name: basename(file), sha256 };
  const items = usable(project);
  return runJob<EmbeddedImages>(project, nextJob(project, source), context, async (control, finish) => {
    const { shape, data } = await readNumbers(parseFilePart(file));
    const [rows, cols] = shape;
    if (shape.length !== 2 || rows !== ids.length)
      throw new Error(`${file} must have a row for each of ${ids.length} ids; it is ${shapeInWords(shape)}.`);
    const rowOf = new Map(ids.map((id, row) => [id, row]));
    const bare = items.filter(({ id, path }) => !rowOf.has(id) && !rowOf.has(path!));
    if (bare.length > 0)
      throw new Error(
        `Every image must have an embedding; ${bare.length} of ${items.length} have none, ${bare[0].id} the first.`,
      );
    const writer = await openShards(project, source, cols);
    const left = without(items, writer.done);
    for (let from = 0; from < left.length; from += 100 * TOGETHER) {
      control.abort.throwIfAborted();
      const slice = left.slice(from, from + 100 * TOGETHER);
      const part = new Float32Array(slice.length * cols);
      slice.forEach(({ id, path }, at) => {
        const row = rowOf.get(id) ?? rowOf.get(path!)!;
        part.set(data.subarray(row * cols, (row + 1) * cols), at * cols);
      });
      await writer.append(
        Int32Array.from(slice, ({ item }) => item),
        { [EMBEDDINGS]: { data: part } },
      );
      tellEmbedded(control, from + slice.length, left.length);
    }
    const found = {
      embedded: left.length,
      known: items.length - left.length,
      dimensions: cols,
      unusable: [],
    };
    return finishWith(project, context, finish, source, found);
  });
}

/** One at a time, whatever is embedded, since all write the same shards; what is there is not made again. */
function nextJob(project: Project, source: EmbeddingsSource): NewJob {
  const done = project.jobs({ kind: "embed", state: "done" }).length;
  return { kind: "embed", key: `embed ${done + 1}`, params: { ...source } };
}

function openShards(project: Project, source: EmbeddingsSource, dimensions: number): Promise<ShardWriter> {
  const settings: Json = source.from === "network" ? { output: source.output, side: source.side } : {};
  const about = { model: source.sha256, arrays: { [EMBEDDINGS]: { row: [dimensions] } }, settings };
  return writeShards(project.folder, "embeddings", EMBEDDINGS, about);
}

/** Keeps where the embeddings come from, together with the end of the job. */
function finishWith(
  project: Project,
  { who, now }: LoopContext,
  finish: (result: EmbeddedImages, also: () => void) => EmbeddedImages,
  source: EmbeddingsSource,
  result: EmbeddedImages,
): EmbeddedImages {
  return finish(result, () => {
    const { network } = project.settings();
    const embeddings: Json = { ...source };
    if (network.embeddings === undefined || canonicalJson(network.embeddings) !== canonicalJson(embeddings))
      project.changeSettings({ network: { ...network, embeddings } }, who, now());
  });
}

function tellEmbedded({ progress }: JobControl, done: number, total: number): void {
  progress(done / total, `embedding images, ${done} of ${total}`);
}

function usable(project: Project): Item[] {
  return [...project.items({ missing: false, problem: false })];
}

function without(items: readonly Item[], done: Int32Array): Item[] {
  const known = new Set(done);
  return items.filter(({ item }) => !known.has(item));
}

async function hashOfFile(file: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const part of createReadStream(file, { highWaterMark: 1 << 20 })) hash.update(part as Buffer);
  return hash.digest("hex");
}
