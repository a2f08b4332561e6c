/** Makes what was written to a file last. */
import { closeSync, fsyncSync, openSync } from "node:fs";

export function syncFile(path: string): void {
  const fd = openSync(path, "r+");
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
