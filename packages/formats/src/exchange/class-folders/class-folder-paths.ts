/** Where images lie in folders of their classes. */
import { posix } from "node:path";
import type { ExchangedImage } from "@querent/core";
import { isImageName } from "../../image-extensions.ts";
import { partNamed, shortParts } from "../part-names.ts";

/**
 * The images with the paths they have in class folders: `CLASS/path`, below the name of the part if there are parts. If
 * all of them lie so already, they stay.
 *
 * @throws if a class, or an image, has a name that no such folder can be read with
 */
export function classFolderPaths(
  classes: readonly string[],
  images: readonly ExchangedImage[],
): ExchangedImage[] {
  for (const name of classes)
    if (/^\.|[/\\]|[. ]$/.test(name) || name === "__MACOSX" || partNamed(name) !== undefined)
      throw new Error(
        `The class "${name}" cannot be the name of a folder of its images: it must not be that of a part, begin with a ` +
          `dot, end in one, or have slashes. Rename the class, or choose another format.`,
      );
  for (const { path } of images)
    if (path.split("/").some((name) => name.startsWith(".") || name === "__MACOSX") || !isImageName(path))
      throw new Error(
        `${path} cannot be read again from class folders, where hidden files and files without an image's extension ` +
          `are passed over: rename it, or choose another format.`,
      );
  const folders = images.map(({ part, label }) => {
    const name = label?.kind === "class" ? classes[label.class] : "";
    return part === undefined ? name : posix.join(shortParts[part], name);
  });
  const isPlaced = images.every(({ path }, i) => path.startsWith(`${folders[i]}/`));
  const placed = isPlaced
    ? [...images]
    : images.map((image, i) => ({ ...image, path: `${folders[i]}/${image.path}` }));
  const isDeep = placed.every(({ path }, i) => path.slice(folders[i].length + 1).includes("/"));
  if (isDeep && classes.length === 1 && images.every(({ part }) => part === undefined))
    throw new Error(
      `The images of one class that all lie in folders cannot be read again from class folders, where one folder alone is ` +
        `taken for what the classes are in: label an image of another class, or choose another format.`,
    );
  return placed;
}
