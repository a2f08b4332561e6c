/** Writes whole files and folders, and says in a sentence what stands in the way. */
import { mkdir } from "node:fs/promises";
import { writeWholeFile } from "@querent/formats";

/** As `writeWholeFile`. @throws one sentence on what stands in the way */
export async function writeWhole(file: string, content: string | Uint8Array): Promise<void> {
  try {
    await writeWholeFile(file, [content]);
  } catch (error) {
    throw whyNotWritten(file, error as NodeJS.ErrnoException);
  }
}

/** Makes a folder and those above it. @throws one sentence on what stands in the way */
export async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    throw whyNotWritten(folder, error as NodeJS.ErrnoException);
  }
}

/** An error in one sentence for a failed write, by its code; the original is its cause. */
export function whyNotWritten(path: string, error: NodeJS.ErrnoException): Error {
  return new Error(`${path} cannot be written: ${reasonOf(error)}`, { cause: error });
}

function reasonOf(error: NodeJS.ErrnoException): string {
  switch (error.code) {
    case "ENOSPC":
    case "EDQUOT":
      return "the disk is full. Free some space and give the same command again: finished rounds are kept.";
    case "EACCES":
    case "EPERM":
      return "permission is denied. Choose a folder you may write to.";
    case "EROFS":
      return "the file system is read-only. Choose another folder.";
    case "ENOTDIR":
    case "EEXIST":
      return "a file stands where a folder must be. Choose another folder.";
    case "EISDIR":
      return "a folder of that name stands in the way. Remove it or choose another folder.";
    default:
      return `${error.message}.`;
  }
}
