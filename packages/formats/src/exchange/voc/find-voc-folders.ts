/** Finds the folders of a Pascal VOC data set whose images need not be there. */
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { listFolder } from "../../list-folder.ts";
import { startOf } from "../start-of-file.ts";

/** Where annotations, images and lists lie; the last two may not be there. */
export interface VocFolders {
  readonly annotations: string;
  readonly images: string;
  readonly lists: string;
}

/**
 * `Annotations` with `JPEGImages` and `ImageSets/Main` beside it in `root`, or in the only folder of it, or in the only one
 * of that (VOCdevkit/VOC2007); else `root` itself with annotations among its images, as labelling tools leave them.
 */
export function findVocFolders(root: string): VocFolders | undefined {
  let base = root;
  for (let depth = 0; depth < 3 && isFolder(base); depth += 1) {
    const { folders } = listFolder(base);
    if (folders.includes("Annotations"))
      return {
        annotations: join(base, "Annotations"),
        images: join(base, "JPEGImages"),
        lists: join(base, "ImageSets", "Main"),
      };
    if (folders.length !== 1) break;
    base = join(base, folders[0]);
  }
  if (!isFolder(root)) return undefined;
  const first = listFolder(root).files.find((name) => name.endsWith(".xml"));
  if (first === undefined || !/<annotation[\s>]/.test(startOf(join(root, first)))) return undefined;
  return { annotations: root, images: root, lists: join(root, "ImageSets", "Main") };
}

function isFolder(path: string): boolean {
  return existsSync(path) && statSync(path).isDirectory();
}
