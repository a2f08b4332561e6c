/** Looks at how a text file begins, to tell its format. */
import { closeSync, openSync, readSync } from "node:fs";

/** The beginning of a file without white space and byte order mark, up to 64 kB; "" of an empty one. */
export function startOf(file: string): string {
  const handle = openSync(file, "r");
  try {
    const bytes = new Uint8Array(1 << 16);
    const label = (read: number): string =>
      read > 1 && bytes[0] === 0xff && bytes[1] === 0xfe
        ? "utf-16le"
        : bytes[0] === 0xfe
          ? "utf-16be"
          : "utf-8";
    const read = readSync(handle, bytes);
    return new TextDecoder(label(read)).decode(bytes.subarray(0, read)).trimStart();
  } finally {
    closeSync(handle);
  }
}
