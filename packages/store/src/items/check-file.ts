/** What a found file must say of itself. */
import type { FoundFile } from "../items-contract.ts";
import { refused } from "../store-error.ts";

/** @throws one sentence that names the file */
export function checkFile(file: FoundFile): void {
  const { path, hash, bytes, mtime, width, height } = file;
  if (typeof path !== "string" || path === "" || path.startsWith("/") || path.split("/").includes(".."))
    throw refused(
      `A file's path must lie below the folder of images, with / between its parts; got ${path}.`,
    );
  if (!/^[0-9a-f]{64}$/.test(hash))
    throw refused(`The hash of ${path} must be a sha256 in 64 hexadecimal digits; got ${hash}.`);
  if (!Number.isSafeInteger(bytes) || bytes < 0)
    throw refused(`The bytes of ${path} must be a whole number; got ${bytes}.`);
  if (!Number.isFinite(mtime)) throw refused(`The mtime of ${path} must be a number; got ${mtime}.`);
  for (const [name, value] of [
    ["width", width],
    ["height", height],
  ] as const)
    if (value !== undefined && !(Number.isSafeInteger(value) && value > 0))
      throw refused(`The ${name} of ${path} must be a whole number of pixels; got ${value}.`);
}
