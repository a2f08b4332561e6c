/** Finds the images of a YOLO data set and their label files, whether or not the images are there. */
import { existsSync, statSync } from "node:fs";
import { basename, join, resolve, sep } from "node:path";
import type { ExchangedImage, SkippedFile } from "@querent/core";
import { pathInside, stemOf } from "../../annotated/find-file.ts";
import { listFolder } from "../../list-folder.ts";
import {
  describedBase,
  describedParts,
  imagesBelow,
  imagesNamed,
  partFolders,
  type YoloDescription,
} from "../../yolo/find-yolo.ts";
import { labelFile } from "../../yolo/yolo-drafts.ts";

/** An image and its label file. */
export interface YoloImage {
  readonly path: string; // below `images`, else below the root; without extension where only the label file is there
  readonly file?: string; // where the image is there
  readonly labels: string;
  readonly part?: ExchangedImage["part"];
  readonly place: string;
}

/** What was found. */
export interface YoloListing {
  readonly images: readonly YoloImage[];
  readonly skipped: readonly SkippedFile[];
}

/**
 * The images that lists name, those in folders of images, and, for label files in the folders beside these that belong to
 * no such image, the images they are named after. Parts are those of the description, else folders of their names; images
 * and labels alone are of no part.
 */
export function listYolo(root: string, description: YoloDescription | undefined): YoloListing {
  const sources = description === undefined ? plainSources(root) : describedSources(root, description);
  const images = sources.flatMap(({ part, listed, folder }) => {
    const named = listed.map(({ file, place }) => imageOf(root, part, file, place));
    return [...named, ...(folder === undefined ? [] : labelledOnly(root, part, folder, named))];
  });
  return { images, skipped: lostLists(root, description) };
}

interface Source {
  readonly part: ExchangedImage["part"];
  readonly listed: readonly { readonly file: string; readonly place: string }[];
  readonly folder?: string; // of images, there or not
}

function describedSources(root: string, description: YoloDescription): Source[] {
  const base = describedBase(root, description);
  return describedParts(description).flatMap(([part, names]) =>
    names.map((name): Source => {
      const listed = imagesNamed(root, base, name) ?? [];
      if (name.endsWith(".txt")) return { part, listed };
      const folders = [name, name.replace(/^(\.\.\/)+/, "")].map((given) => resolve(base, given));
      return { part, listed, folder: folders.find((path) => existsSync(labelsOf(path))) ?? folders[0] };
    }),
  );
}

function plainSources(root: string): Source[] {
  const parts = (Object.keys(partFolders) as (keyof typeof partFolders)[]).flatMap((part) =>
    partFolders[part].flatMap((name) =>
      [`images/${name}`, `${name}/images`]
        .map((folder) => join(root, folder))
        .filter((folder) => existsSync(labelsOf(folder)))
        .map((folder): Source => ({ part, listed: imagesIn(root, folder), folder })),
    ),
  );
  if (parts.length > 0) return parts;
  const folder = join(root, "images");
  return [{ part: undefined, listed: imagesIn(root, folder), folder }];
}

function imagesIn(root: string, folder: string): Source["listed"] {
  return existsSync(folder) ? imagesBelow(root, folder) : [];
}

function imageOf(root: string, part: ExchangedImage["part"], file: string, place: string): YoloImage {
  return {
    path: pathOf(root, file),
    ...(existsSync(file) && { file }),
    labels: labelFile(file),
    ...(part !== undefined && { part }),
    place,
  };
}

/** The images of label files that none of `known` has. */
function labelledOnly(
  root: string,
  part: ExchangedImage["part"],
  folder: string,
  known: readonly YoloImage[],
): YoloImage[] {
  const labels = labelsOf(folder);
  const owned = new Set(known.map((image) => image.labels));
  return textsBelow(labels)
    .filter((file) => !owned.has(file))
    .map((file) => ({
      path: pathOf(root, join(folder, stemOf(file.slice(labels.length + 1)))),
      labels: file,
      ...(part !== undefined && { part }),
      place: pathInside(root, file),
    }));
}

function textsBelow(folder: string): string[] {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) return [];
  const { folders, files } = listFolder(folder);
  return [
    ...files
      .filter((name) => name.endsWith(".txt") && name !== "classes.txt")
      .map((name) => join(folder, name)),
    ...folders.flatMap((name) => textsBelow(join(folder, name))),
  ];
}

/** The folder of the labels of a folder of images. */
function labelsOf(folder: string): string {
  const names = folder.split(sep);
  const at = names.lastIndexOf("images");
  if (at >= 0) names[at] = "labels";
  return names.join(sep);
}

function pathOf(root: string, file: string): string {
  const path = pathInside(root, file);
  return path.startsWith("images/") ? path.slice("images/".length) : path;
}

/** Lists that the description names and that are not there. */
function lostLists(root: string, description: YoloDescription | undefined): SkippedFile[] {
  if (description === undefined) return [];
  const base = describedBase(root, description);
  const lists = describedParts(description).flatMap(([, names]) =>
    names.filter((name) => name.endsWith(".txt")),
  );
  return lists
    .filter((name) => imagesNamed(root, base, name) === undefined)
    .map((name) => ({
      file: name,
      reason: `${basename(description.file)} names this list, and it is not there`,
    }));
}
