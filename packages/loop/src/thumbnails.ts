/** Small pictures of a project's images, kept while there is room. */
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { thumbnail } from "@querent/images";
import { boundedFolder, type BoundedFolder, type Project } from "@querent/store";

const LIMIT = 1e9; // bytes

/** One of each project that is open, for it knows how much is in its folder. */
const folders = new WeakMap<Project, BoundedFolder>();

function thumbnailsOf(project: Project): BoundedFolder {
  const known = folders.get(project) ?? boundedFolder(join(project.folder, "thumbnails"), LIMIT, ".webp");
  folders.set(project, known);
  return known;
}

/**
 * The thumbnail of an item, as `thumbnail` makes it. It is kept under the hash of the image's content, so it stays right
 * wherever the file goes, and can be had while the file is missing; what was not asked for in longest goes first.
 *
 * @param kept where thumbnails are: `thumbnails/` in the project, at most 1 GB, unless given
 * @throws when there is none yet and the file is missing, was changed, or is no image that can be decoded
 */
export async function thumbnailOf(
  project: Project,
  item: number,
  side: number,
  kept: BoundedFolder = thumbnailsOf(project),
): Promise<Uint8Array> {
  const found = project.item(item);
  if (found === undefined)
    throw new Error(`The project must have the item ${item}; it has none of that number.`);
  const { id, hash, path } = found;
  const key = `${hash} ${side}`;
  const file = await kept.get(key);
  const before = file === undefined ? undefined : await readFile(file).catch(() => undefined); // others make room too
  if (before !== undefined) return before;
  if (path === undefined) throw new Error(`The image ${id} is missing. Put it back and run querent index.`);
  const bytes = await readFile(join(project.settings().images, path));
  if (createHash("sha256").update(bytes).digest("hex") !== hash)
    throw new Error(`The file ${path} was changed since it was looked at. Run querent index.`);
  const made = await thumbnail(bytes, side);
  await kept.put(key, made);
  return made;
}
