/** Writes a labelled data set for other tools, whole or not at all. */
import { constants, existsSync, readdirSync, statSync } from "node:fs";
import { copyFile, mkdir, open, readFile, rename, rm, rmdir } from "node:fs/promises";
import { basename, dirname, extname, join, relative, resolve, sep } from "node:path";
import type { ExchangedDataset } from "@querent/core";
import { removeUnfinished, temporaryFor, writeWholeFile } from "../arrays/write-whole-file.ts";
import { exchangeFormatNamed } from "./exchange-formats.ts";
import type {
  ExchangeFormat,
  ExchangeFormatName,
  ExchangeWriting,
  LabelFile,
  WriteExchangeOptions,
} from "./exchange-format.ts";
import { fitToFormat, type FittedDataset } from "./fit-to-format.ts";
import { lossesInWords } from "./losses.ts";

const manifest = ".querent-export.json"; // in each written folder: what was written, which alone may be replaced

/** Sentences, with counts, on what a format cannot hold of a data set. @throws as `writeExchange`, where it could never */
export function lossesOf(format: ExchangeFormatName, dataset: ExchangedDataset): readonly string[] {
  const known = exchangeFormatNamed(format);
  return lossesInWords(known.title, fitToFormat(known, dataset).losses);
}

/**
 * Writes a data set as a folder, or, as CSV or CVAT without images, as the one file whose name ends in .csv or .xml. It
 * is written beside the target and renamed, so that it is there whole or not at all, wherever the process ends; what an
 * export that was killed left beside it is removed. What cannot be held is left out, as `lossesOf` says.
 *
 * @throws if the format is not for the task, a name cannot be written in it, images are wanted that cannot be had, or the
 *   target is there and is not replaced: a folder only if all in it was written by an earlier export
 */
export async function writeExchange(
  dataset: ExchangedDataset,
  target: string,
  options: WriteExchangeOptions,
): Promise<ExchangeWriting> {
  const format = exchangeFormatNamed(options.format);
  const fitted = fitToFormat(format, dataset);
  const losses = lossesInWords(format.title, fitted.losses);
  const path = resolve(target);
  const copies = options.copyImages === true || format.needsImages;
  if (copies && options.imagesFrom === undefined)
    throw new Error(`${format.title} must be written with its images: say where they are.`);
  const files = format.write(fitted.dataset);
  if (format.alone !== undefined && extname(path).toLowerCase() === format.alone && !isFolder(path)) {
    if (copies)
      throw new Error(
        `${target} is one file, which has no room for images: give a folder, or leave them out.`,
      );
    if (existsSync(path) && options.overwrite !== true)
      throw new Error(`${target} is there already: give another name, or say that it is to be replaced.`);
    for (const { text } of files) await writeWholeFile(path, text);
    return { files: [path], losses };
  }
  await checkTarget(path, options.overwrite === true);
  const draft = temporaryFor(path);
  try {
    const written = await writeFolder(
      draft,
      format,
      fitted,
      files,
      copies ? options : { ...options, imagesFrom: undefined },
    );
    await putInPlace(draft, path);
    await removeUnfinished(dirname(path), basename(path)); // of exports that were killed
    return { files: written.map((name) => join(path, name)), losses };
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    throw error;
  }
}

async function writeFolder(
  folder: string,
  format: ExchangeFormat,
  { dataset, originals }: FittedDataset,
  files: Iterable<LabelFile>,
  { imagesFrom, abort }: WriteExchangeOptions,
): Promise<string[]> {
  await mkdir(folder, { recursive: true });
  const written: string[] = [];
  const made = new Set<string>();
  const prepare = async (name: string): Promise<string> => {
    abort?.throwIfAborted();
    const path = join(folder, name);
    if (!made.has(dirname(path))) await mkdir(dirname(path), { recursive: true });
    made.add(dirname(path));
    written.push(name);
    return path;
  };
  for (const { path, text } of files) await writeText(await prepare(path), text);
  if (imagesFrom !== undefined)
    for (const [i, { path }] of dataset.images.entries())
      await copyFile(
        imagesFrom(originals[i]),
        await prepare(format.imageAt(path)),
        constants.COPYFILE_FICLONE,
      );
  await writeText(join(folder, manifest), [JSON.stringify({ format: format.name, files: written }), "\n"]);
  return written;
}

async function writeText(path: string, text: Iterable<string>): Promise<void> {
  const handle = await open(path, "wx");
  try {
    let waiting = "";
    for (const part of text) {
      waiting += part;
      if (waiting.length < 1 << 16) continue;
      await handle.writeFile(waiting);
      waiting = "";
    }
    await handle.writeFile(waiting);
  } finally {
    await handle.close();
  }
}

async function checkTarget(path: string, overwrite: boolean): Promise<void> {
  if (!existsSync(path)) return;
  if (!isFolder(path)) throw new Error(`${path} is a file: give the name of a folder that is to be made.`);
  if (readdirSync(path).length === 0) return;
  if (!overwrite)
    throw new Error(`${path} must be empty, or a folder that is to be made: it holds files. Give another.`);
  const known = new Set([manifest, ...(await listedIn(join(path, manifest)))]);
  const other = filesBelow(path).find((name) => !known.has(name));
  if (other !== undefined)
    throw new Error(
      `${path} must hold nothing but an earlier export, to be replaced; it holds ${other} too: give another folder.`,
    );
}

async function listedIn(file: string): Promise<readonly string[]> {
  if (!existsSync(file)) return [];
  return (JSON.parse(await readFile(file, "utf8")) as { files: readonly string[] }).files;
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join("/"));
}

/** Renames `draft` to `path`; an earlier export there is moved aside first and removed last. */
async function putInPlace(draft: string, path: string): Promise<void> {
  if (!existsSync(path)) return rename(draft, path);
  if (readdirSync(path).length === 0) {
    await rmdir(path);
    return rename(draft, path);
  }
  const old = `${draft}.old`;
  await rename(path, old);
  try {
    await rename(draft, path);
  } catch (error) {
    await rename(old, path);
    throw error;
  }
  await rm(old, { recursive: true, force: true });
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
