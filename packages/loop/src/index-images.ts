/** Finds the images of a project: what is new, what moved, what is missing, what cannot be read. */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { isImageName, listFolder } from "@querent/formats";
import { uprightSize } from "@querent/images";
import type { FoundFile, Json, KnownFile, Project } from "@querent/store";
import type { LoopContext } from "./loop-context.ts";
import { runJob, type JobControl } from "./run-job.ts";

/** What was found. Lists of names are whole. */
export interface ImagesFound {
  readonly [name: string]: Json;
  readonly files: number; // images on disk
  readonly added: number; // items that are new
  readonly duplicates: readonly string[]; // "b.jpg is a.jpg": one item under several names
  readonly moved: readonly string[]; // "old.jpg is now new.jpg"
  readonly changed: readonly string[]; // paths that hold another image than before
  readonly missing: readonly string[]; // ids of items that no file holds
  readonly problems: readonly string[]; // "a.jpg: why"
  readonly passedOver: number; // files that are no images by their name
}

export interface IndexOptions {
  /** The group of an image by its path: what must not be parted from it. */
  readonly group?: (path: string) => string;
}

const TOGETHER = 256; // files recorded in one transaction

/**
 * Looks through the folder of images, whatever lies below it, hidden files left out. A file whose size and time are as
 * they were is not read again, so a second run takes a moment, and one that was killed goes on where it was.
 */
export function indexImages(
  project: Project,
  context: LoopContext,
  { group }: IndexOptions = {},
): Promise<ImagesFound> {
  const done = project.jobs({ kind: "index", state: "done" }).length;
  return runJob<ImagesFound>(
    project,
    { kind: "index", key: `index ${done + 1}`, params: {} },
    context,
    async (control, finish) => finish(await lookThrough(project, control, group)),
  );
}

async function lookThrough(
  project: Project,
  { abort, progress }: JobControl,
  group: IndexOptions["group"],
): Promise<ImagesFound> {
  const { images: root } = project.settings();
  const { paths, passedOver } = imagesBelow(root);
  const known = new Map<string, KnownFile>();
  for (const file of project.files()) known.set(file.path, file);
  const here = new Set(paths);
  const totals = { added: 0, duplicates: [] as string[], moved: [] as string[], changed: [] as string[] };
  for (let from = 0; from < paths.length; from += TOGETHER) {
    abort.throwIfAborted();
    const slice = paths.slice(from, from + TOGETHER);
    const found = await readSlice(root, slice, known, abort, group);
    if (found.length > 0) {
      const { added, duplicates, moved, changed } = project.recordFiles(found);
      totals.added += added;
      totals.duplicates.push(...duplicates.map(({ path, sameAs }) => `${path} is ${sameAs}`));
      totals.moved.push(...moved.map((one) => `${one.from} is now ${one.to}`));
      totals.changed.push(...changed.map(({ path }) => path));
    }
    const seen = Math.min(paths.length, from + TOGETHER);
    progress(seen / paths.length, `looking at images, ${seen} of ${paths.length}`);
  }
  project.forgetFiles([...known.keys()].filter((path) => !here.has(path)));
  return {
    files: paths.length,
    ...totals,
    missing: Array.from(project.missing(), ({ id }) => id),
    problems: Array.from(project.items({ problem: true }), ({ id, problem }) => `${id}: ${problem}`),
    passedOver,
  };
}

/** The files of a slice that are new or changed, read side by side. */
async function readSlice(
  root: string,
  paths: readonly string[],
  known: ReadonlyMap<string, KnownFile>,
  abort: AbortSignal,
  group: IndexOptions["group"],
): Promise<FoundFile[]> {
  const found = new Array<FoundFile | undefined>(paths.length);
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < paths.length) {
      abort.throwIfAborted();
      const at = next++;
      found[at] = await readOne(root, paths[at], known.get(paths[at]), group);
    }
  };
  await Promise.all(Array.from({ length: 2 * availableParallelism() }, work));
  return found.filter((file) => file !== undefined);
}

async function readOne(
  root: string,
  path: string,
  before: KnownFile | undefined,
  group: IndexOptions["group"],
): Promise<FoundFile | undefined> {
  const file = join(root, path);
  const status = await stat(file).catch(() => undefined);
  if (status === undefined) return undefined; // gone since it was listed
  const { size: bytes, mtimeMs: mtime } = status;
  if (before !== undefined && before.bytes === bytes && before.mtime === mtime) return undefined;
  const common = { path, bytes, mtime, ...(group !== undefined && { group: group(path) }) };
  const hash = await hashOf(file).catch((error: Error) => error);
  if (hash instanceof Error)
    // It has no content to be known by: its name stands for it until it can be read.
    return { ...common, hash: textHash(`unreadable ${path}`), problem: `it cannot be read: ${hash.message}` };
  try {
    return { ...common, hash, ...(await uprightSize(file)) };
  } catch (error) {
    const why = (error as Error).message.trim().split("\n")[0];
    return {
      ...common,
      hash,
      problem: bytes === 0 ? "the file is empty" : `it is no image that can be decoded: ${why}`,
    };
  }
}

async function hashOf(file: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const part of createReadStream(file)) hash.update(part as Buffer);
  return hash.digest("hex");
}

function textHash(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** Paths below the root, folder by folder in natural order, with `/` between their parts. */
function imagesBelow(root: string): { paths: string[]; passedOver: number } {
  const paths: string[] = [];
  let passedOver = 0;
  const enter = (below: string): void => {
    const { files, folders } = listFolder(join(root, below));
    for (const name of files) {
      if (isImageName(name)) paths.push(below + name);
      else passedOver += 1;
    }
    for (const name of folders) enter(`${below}${name}/`);
  };
  enter("");
  return { paths, passedOver };
}
