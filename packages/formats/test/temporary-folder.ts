/** For tests: a folder with given files, gone after the test. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";

/** Makes a folder named `name` with the files given as relative path and content. Returns its path. */
export function temporaryFolder(name: string, files: Readonly<Record<string, Uint8Array | string>>): string {
  const outer = mkdtempSync(join(tmpdir(), "querent-formats-"));
  onTestFinished(() => rmSync(outer, { recursive: true, force: true }));
  const root = join(outer, name);
  mkdirSync(root);
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  return root;
}
