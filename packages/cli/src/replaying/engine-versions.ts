/** The versions of the libraries that do the work, as installed. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);

/** Empty where the engine is not installed. */
export function engineVersions(): Record<string, string> {
  try {
    const file = require.resolve("onnxruntime-node/package.json");
    return { "onnxruntime-node": (JSON.parse(readFileSync(file, "utf8")) as { version: string }).version };
  } catch {
    return {};
  }
}
