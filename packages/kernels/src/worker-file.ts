/** Where the code of a thread lies, beside the code that starts it. */

/** `name` with the extension of the module that asks: TypeScript from the sources, JavaScript when built. */
export function workerFile(name: string, from: string): URL {
  return new URL(`${name}${from.endsWith(".ts") ? ".ts" : ".js"}`, from);
}
