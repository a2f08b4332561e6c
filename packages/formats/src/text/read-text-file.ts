/** Reads text files as people's tools write them: with or without a byte order mark. */
import { readFileSync } from "node:fs";

/**
 * The text of a file: UTF-16 if its byte order mark says so, else UTF-8, the mark removed; `encoding` replaces UTF-8 as
 * what a file without a mark is taken for. Throws, naming the file, where the bytes are not of that encoding.
 */
export function readTextFile(
  file: string,
  encoding: string | ((bytes: Uint8Array) => string) = "utf-8",
): string {
  const bytes = readFileSync(file);
  const label = markedEncoding(bytes) ?? (typeof encoding === "string" ? encoding : encoding(bytes));
  try {
    return new TextDecoder(label, { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new Error(`${file} must be text in ${label}, and is not: save it as UTF-8.`, { cause });
  }
}

function markedEncoding(bytes: Uint8Array): string | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return "utf-16le";
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return "utf-16be";
  return undefined;
}

/** The line of a place in a text, from 1; lines end in \n, \r\n or \r. */
export function lineAt(text: string, at: number): number {
  return 1 + (text.slice(0, at).match(/\r\n|\r|\n/g)?.length ?? 0);
}

/** The lines of a text without their ends. */
export function linesOf(text: string): string[] {
  return text.split(/\r\n|\r|\n/);
}
