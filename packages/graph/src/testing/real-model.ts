/** Where the tests look for real model files, and how they skip when there are none. */
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const folder =
  process.env.QUERENT_MODELS ?? fileURLToPath(new URL("../../../../../shared/models", import.meta.url));

/** The path of a model file, and a `describe.skipIf` condition with its reason in the title. */
export function realModel(name: string): { path: string; absent: boolean; title: string } {
  const path = `${folder}/${name}`;
  const absent = !existsSync(path);
  return { path, absent, title: absent ? `${name} (skipped: not in ${folder}; set QUERENT_MODELS)` : name };
}
