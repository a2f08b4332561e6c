/** Marks images that turned out to be damaged when all of them was looked at, which the index does not do. */
import type { SkippedFile } from "@querent/core";
import type { Item, Project } from "@querent/store";

/**
 * Marks the items of these files as ones that cannot be used, so that they are neither asked for nor counted on again; a
 * label stays. A file that could not be had at all is left as it is: another time it may be there.
 *
 * @param skipped by the ids of the items
 */
export function markUnusable(
  project: Project,
  items: readonly Item[],
  skipped: readonly SkippedFile[],
): void {
  const reasons = new Map(skipped.map(({ file, reason }) => [file, reason]));
  const damaged = items.filter(({ id }) => reasons.get(id)?.startsWith("it is not an image") === true);
  if (damaged.length === 0) return;
  project.recordFiles(
    damaged.map(({ id, path, hash, bytes, mtime, width, height }) => ({
      path: path!,
      hash,
      bytes,
      mtime: mtime!,
      width,
      height,
      problem: reasons.get(id),
    })),
  );
}
