/** One level of a folder, sorted, without what no data set means to contain. */
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { compareNatural } from "./natural-order.ts";

/** What lies directly in a folder; names in natural order, links counted as what they point to. */
export interface Listing {
  readonly folders: readonly string[];
  readonly files: readonly string[];
  readonly broken: readonly string[]; // links that point nowhere
}

/** Lists `folder`, leaving out hidden entries (a leading dot) and the `__MACOSX` folder that archivers add. */
export function listFolder(folder: string): Listing {
  const folders: string[] = [];
  const files: string[] = [];
  const broken: string[] = [];
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.name.startsWith(".") || entry.name === "__MACOSX") continue;
    const kind = entry.isSymbolicLink()
      ? statSync(join(folder, entry.name), { throwIfNoEntry: false })
      : entry;
    if (kind === undefined) broken.push(entry.name);
    else if (kind.isDirectory()) folders.push(entry.name);
    else files.push(entry.name);
  }
  for (const names of [folders, files, broken]) names.sort(compareNatural);
  return { folders, files, broken };
}
