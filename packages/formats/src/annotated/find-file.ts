/** Finds the files that annotations name, across the ways that systems write one name. */
import { existsSync } from "node:fs";
import { dirname, isAbsolute, join, relative, sep } from "node:path";
import { isImageName } from "../image-extensions.ts";
import { listFolder } from "../list-folder.ts";

/** Looks for files by name, keeping the listings of folders between calls. */
export interface FileFinder {
  /** The path of `name` (with folders, perhaps) inside `folder`, or undefined if it is not there or outside of it. */
  readonly named: (folder: string, name: string) => string | undefined;
  /** The images of `folder` whose names without extension are `stem`. */
  readonly images: (folder: string, stem: string) => readonly string[];
}

/**
 * A finder. A name is taken as it stands, else with Windows' backslashes as separators, else in another Unicode form of
 * the same characters (a name written on a Mac and read elsewhere).
 */
export function fileFinder(): FileFinder {
  const listings = new Map<string, { byName: Map<string, string>; byStem: Map<string, string[]> }>();
  const listing = (folder: string): { byName: Map<string, string>; byStem: Map<string, string[]> } => {
    const known = listings.get(folder);
    if (known !== undefined) return known;
    const files = existsSync(folder) ? listFolder(folder).files : [];
    const byName = new Map(files.map((name) => [name.normalize("NFC"), join(folder, name)]));
    const byStem = new Map<string, string[]>();
    for (const name of files.filter(isImageName)) {
      const stem = stemOf(name).normalize("NFC");
      byStem.set(stem, [...(byStem.get(stem) ?? []), join(folder, name)]);
    }
    listings.set(folder, { byName, byStem });
    return { byName, byStem };
  };
  const find = (folder: string, name: string): string | undefined => {
    const path = join(folder, name);
    if (isAbsolute(name) || relative(folder, path).split(sep)[0] === "..") return undefined;
    if (existsSync(path)) return path;
    return listing(dirname(path)).byName.get(path.slice(dirname(path).length + 1).normalize("NFC"));
  };
  return {
    named: (folder, name) =>
      find(folder, name) ?? (name.includes("\\") ? find(folder, name.replaceAll("\\", "/")) : undefined),
    images: (folder, stem) => listing(folder).byStem.get(stem.normalize("NFC")) ?? [],
  };
}

/** A file name without its extension. */
export function stemOf(name: string): string {
  const dot = name.lastIndexOf(".");
  return dot > 0 ? name.slice(0, dot) : name;
}

/** The path of a file inside `root`, with "/" between folders on every system. */
export function pathInside(root: string, file: string): string {
  return relative(root, file).split(sep).join("/");
}
