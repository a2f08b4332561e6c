/** Finds how a folder of class folders is laid out, from its folder names alone. */
import { basename, join } from "node:path";
import { isImageName } from "./image-extensions.ts";
import { listFolder } from "./list-folder.ts";

/** The parts a data set may come in. */
export type SplitName = "train" | "validation" | "test";

/** Where the class folders are: each split's folder (relative to the root, "" for the root itself), and what is beside. */
export interface ClassLayout {
  readonly splits: Readonly<Partial<Record<SplitName, string>>>;
  readonly beside: readonly string[]; // paths relative to the root, of folders that hold no part
}

const spellings: Readonly<Record<SplitName, readonly string[]>> = {
  train: ["train", "training"],
  validation: ["val", "valid", "validation"],
  test: ["test", "testing"],
};

/**
 * Recognises `train/CLASS/*` with `test/CLASS/*` or `val/CLASS/*` beside it, `train` alone, and plain `CLASS/*`; each
 * also when the root holds nothing but one folder around it. A folder named `train` counts as a part only if it holds
 * folders, so a class of trains stays a class. Returns undefined where there are no class folders.
 * With `isLenient` a part other than train is enough, and the images of several classes may all lie in folders inside
 * theirs. Throws where two folders claim the same part.
 */
export function findClassLayout(root: string, isLenient = false): ClassLayout | undefined {
  return layoutAt(root, "", isLenient) ?? layoutInside(root, isLenient);
}

function layoutInside(root: string, isLenient: boolean): ClassLayout | undefined {
  const { folders } = listFolder(root);
  return folders.length === 1 ? layoutAt(root, folders[0], isLenient) : undefined;
}

function layoutAt(root: string, inside: string, isLenient: boolean): ClassLayout | undefined {
  const { folders } = listFolder(join(root, inside));
  const paths = folders.map((folder) => (inside === "" ? folder : `${inside}/${folder}`));
  const splits: Partial<Record<SplitName, string>> = {};
  for (const path of paths) {
    const split = splitOf(basename(path));
    if (split === undefined || !holdsFolders(join(root, path))) continue;
    if (splits[split] !== undefined)
      throw new Error(
        `In ${root}, ${splits[split]} and ${path} both name the ${split} part: keep one of them.`,
      );
    splits[split] = path;
  }
  if (splits.train !== undefined || (isLenient && Object.keys(splits).length > 0))
    return { splits, beside: paths.filter((p) => !Object.values(splits).includes(p)) };
  const isDeep = isLenient && paths.length > 1;
  if (!paths.some((path) => holdsImages(join(root, path), isDeep))) return undefined;
  return { splits: { train: inside }, beside: [] };
}

function splitOf(folder: string): SplitName | undefined {
  const name = folder.toLowerCase();
  return (Object.keys(spellings) as SplitName[]).find((split) => spellings[split].includes(name));
}

function holdsFolders(folder: string): boolean {
  return listFolder(folder).folders.length > 0;
}

function holdsImages(folder: string, isDeep: boolean): boolean {
  const { folders, files } = listFolder(folder);
  return files.some(isImageName) || (isDeep && folders.some((name) => holdsImages(join(folder, name), true)));
}
