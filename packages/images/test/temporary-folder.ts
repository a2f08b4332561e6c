/** For tests: an empty folder, gone after the test. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";

/** Makes a folder and returns its path. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "querent-images-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
