/** Finds the images of a project: what is new, what moved, what is missing, what cannot be read. */
import { createHash } from "node:crypto";
import { createReadStream, realpathSync, statSync } from "node:fs";
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

/** @throws when it is not there or no folder */
export function checkImagesFolder(folder: string): void {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true)
    throw new Error(`The images must lie in a folder; ${folder} is none. Give the folder that they are in.`);
}

/**
 * Looks through the folder of images, whatever lies below it, hidden files left out. A file whose size and time are as
 * they were is not read again, so a second run takes a moment, and one that was killed goes on where it was. A file that
 * cannot be read is named and looked at again the next time.
 *
 * @throws when the folder is not there
 */
export async function indexImages(
  project: Project,
  context: LoopContext,
  { group }: IndexOptions = {},
): Promise<ImagesFound> {
  checkImagesFolder(project.settings().images);
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
  const { paths, passedOver, problems } = imagesBelow(root);
  if (group !== undefined) paths.forEach(group); // a path that has none is told before anything is kept
  const known = new Map<string, KnownFile>();
  for (const file of project.files()) known.set(file.path, file);
  const totals = { added: 0, duplicates: [] as string[], moved: [] as string[], changed: [] as string[] };
  for (let from = 0; from < paths.length; from += TOGETHER) {
    abort.throwIfAborted();
    const slice = paths.slice(from, from + TOGETHER);
    const read = await readSlice(root, slice, known, abort, group);
    problems.push(...read.flatMap((one) => ("unreadable" in one ? [`${one.path}: ${one.unreadable}`] : [])));
    const found = read.filter((one): one is FoundFile => !("unreadable" in one));
    if (found.length > 0) {
      const { added, duplicates, moved, changed } = project.recordFiles(found);
      const useless = new Set(found.filter(({ problem }) => problem !== undefined).map(({ path }) => path));
      const seen = duplicates.filter(({ path }) => !useless.has(path));
      totals.added += added;
      totals.duplicates.push(...seen.map(({ path, sameAs }) => `${path} is ${sameAs}`));
      totals.moved.push(...moved.map((one) => `${one.from} is now ${one.to}`));
      totals.changed.push(...changed.map(({ path }) => path));
    }
    const seen = Math.min(paths.length, from + TOGETHER);
    progress(seen / paths.length, `looking at images, ${seen} of ${paths.length}`);
  }
  const here = new Set(paths);
  project.forgetFiles([...known.keys()].filter((path) => !here.has(path)));
  const useless = project.items({ problem: true, missing: false });
  problems.push(...Array.from(useless, ({ path, problem }) => `${path}: ${problem}`));
  const missing = Array.from(project.missing()).filter(({ problem }) => problem === undefined);
  return { files: paths.length, ...totals, missing: missing.map(({ id }) => id), problems, passedOver };
}

/** A file whose content could not be had. */
interface Unreadable {
  readonly path: string;
  readonly unreadable: string; // why
}

/** The files of a slice that are new or changed, read side by side. */
async function readSlice(
  root: string,
  paths: readonly string[],
  known: ReadonlyMap<string, KnownFile>,
  abort: AbortSignal,
  group: IndexOptions["group"],
): Promise<(FoundFile | Unreadable)[]> {
  const found = new Array<FoundFile | Unreadable | undefined>(paths.length);
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
): Promise<FoundFile | Unreadable | undefined> {
  const file = join(root, path);
  let status;
  let hash;
  try {
    status = await stat(file);
    if (before !== undefined && before.bytes === status.size && before.mtime === status.mtimeMs)
      return undefined;
    hash = await hashOf(file);
  } catch (error) {
    return { path, unreadable: `it cannot be read: ${(error as Error).message}` };
  }
  const { size: bytes, mtimeMs: mtime } = status;
  const common = { path, hash, bytes, mtime, ...(group !== undefined && { group: group(path) }) };
  if (bytes === 0) return { ...common, problem: "the file is empty" };
  try {
    return { ...common, ...(await uprightSize(file)) };
  } catch (error) {
    const why = (error as Error).message.trim().split("\n")[0];
    return { ...common, problem: `it is no image that can be decoded: ${why}` };
  }
}

async function hashOf(file: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const part of createReadStream(file)) hash.update(part as Buffer);
  return hash.digest("hex");
}

/** Paths below the root, folder by folder in natural order, with `/` between their parts. */
function imagesBelow(root: string): { paths: string[]; passedOver: number; problems: string[] } {
  const paths: string[] = [];
  const problems: string[] = [];
  let passedOver = 0;
  const enter = (below: string, above: readonly string[]): void => {
    const folder = realpathSync(join(root, below));
    if (above.includes(folder)) return void problems.push(`${below} is a link to a folder that it lies in`);
    const { files, folders, broken } = listFolder(folder);
    for (const name of files) {
      if (isImageName(name)) paths.push(below + name);
      else passedOver += 1;
    }
    problems.push(...broken.filter(isImageName).map((name) => `${below}${name}: a link that points nowhere`));
    for (const name of folders) enter(`${below}${name}/`, [...above, folder]);
  };
  enter("", []);
  return { paths, passedOver, problems };
}
