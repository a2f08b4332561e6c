/** Finds the folders and the lists of a Pascal VOC data set. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { PartName } from "../annotated/annotated-dataset.ts";
import { pathInside, stemOf } from "../annotated/find-file.ts";
import { listFolder } from "../list-folder.ts";
import { linesOf, readTextFile } from "../text/read-text-file.ts";

/** An image as a list names it. */
export interface ListedName {
  readonly name: string; // the image's file name without extension
  readonly place: string; // relative to the root
}

/** What was found. */
export interface VocLayout {
  readonly base: string; // the folder with Annotations and JPEGImages
  readonly parts: Readonly<Partial<Record<PartName, readonly ListedName[]>>>;
  readonly notes: readonly string[];
}

/**
 * The layout at `root`, or in the only folder of it, or in the only folder of that (VOCdevkit/VOC2007); undefined if
 * there are no `Annotations` and `JPEGImages`. Parts are the lists of `ImageSets/Main`: `trainval` with `test`, else
 * `train`, `val` and `test`, else `trainval` alone; without lists all annotations are the training part.
 * Throws where lists are there but none to train on.
 */
export function findVoc(root: string): VocLayout | undefined {
  let base = root;
  for (let depth = 0; depth < 3; depth += 1) {
    const { folders } = listFolder(base);
    if (folders.includes("Annotations") && folders.includes("JPEGImages")) return openLayout(root, base);
    if (folders.length !== 1) return undefined;
    base = join(base, folders[0]);
  }
  return undefined;
}

function openLayout(root: string, base: string): VocLayout {
  const shown = (path: string): string => pathInside(root, join(base, path));
  const has = (list: string): boolean => existsSync(join(base, "ImageSets", "Main", `${list}.txt`));
  const read = (list: string): ListedName[] => {
    const path = `ImageSets/Main/${list}.txt`;
    return linesOf(readTextFile(join(base, path))).flatMap((line, i) =>
      line.trim() === "" ? [] : [{ name: line.trim(), place: `${shown(path)}, line ${i + 1}` }],
    );
  };
  const [trainval, train, val, test] = ["trainval", "train", "val", "test"].map(has);
  if (trainval && (test || !train || !val)) {
    const notes = val ? ["The lists train and val are not used: trainval has the images of both."] : [];
    return { base, parts: { train: read("trainval"), ...(test ? { test: read("test") } : {}) }, notes };
  }
  if (train)
    return {
      base,
      parts: {
        train: read("train"),
        ...(val ? { validation: read("val") } : {}),
        ...(test ? { test: read("test") } : {}),
      },
      notes: [],
    };
  if (val || test)
    throw new Error(
      `${join(base, "ImageSets", "Main")} must have a list to train on, trainval.txt or train.txt; there is none.`,
    );
  const all = listFolder(join(base, "Annotations")).files.filter((name) =>
    name.toLowerCase().endsWith(".xml"),
  );
  return {
    base,
    parts: { train: all.map((name) => ({ name: stemOf(name), place: shown(`Annotations/${name}`) })) },
    notes: ["There are no lists in ImageSets/Main: all annotations are taken as one part."],
  };
}
