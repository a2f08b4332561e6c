/** Finds the image that a file of labels names, where it lies beside the labels. */
import { existsSync } from "node:fs";
import { dirname, isAbsolute, join, relative, sep } from "node:path";

/**
 * The image of a path below `images` beside a file of labels, or beside the file itself; undefined if it is in neither.
 */
export function imageBeside(labels: string, path: string): string | undefined {
  if (isAbsolute(path)) return undefined;
  const folder = dirname(labels);
  return [join(folder, "images"), folder]
    .map((root) => ({ root, file: join(root, path) }))
    .find(({ root, file }) => relative(root, file).split(sep)[0] !== ".." && existsSync(file))?.file;
}
