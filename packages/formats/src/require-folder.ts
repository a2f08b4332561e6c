/** The first check of every reader: that the folder it was given is there. */
import { statSync } from "node:fs";

/** Throws, in one sentence, unless `folder` is an existing folder. */
export function requireFolder(folder: string): void {
  const stat = statSync(folder, { throwIfNoEntry: false });
  if (stat === undefined)
    throw new Error(`The folder ${folder} does not exist: give the folder of a data set.`);
  if (!stat.isDirectory()) throw new Error(`${folder} is a file: give the folder of the data set instead.`);
}
