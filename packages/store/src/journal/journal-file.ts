/** The bytes of the journal: its last whole line, adding lines, reading all of them. */
import {
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readSync,
  writeSync,
} from "node:fs";
import { fromLine, type JournalEvent } from "./journal-line.ts";

const blockBytes = 1 << 16;
const newline = 10;

/** The last event of the file, and where its line ends; what comes after is not whole. */
export interface JournalEnd {
  readonly bytes: number;
  readonly last: JournalEvent | undefined;
  readonly isTorn: boolean; // something comes after
}

/** Looks from the end of the file backwards, as far as the first whole line. */
export function journalEnd(file: string): JournalEnd {
  if (!existsSync(file)) return { bytes: 0, last: undefined, isTorn: false };
  const fd = openSync(file, "r");
  try {
    return endOf(fd);
  } finally {
    closeSync(fd);
  }
}

/** Adds lines behind the first `bytes`, which are whole, and returns when they are on disk. What stood there is cut off. */
export function addLines(file: string, bytes: number, lines: Iterable<string>): void {
  const fd = openSync(file, existsSync(file) ? "r+" : "wx+");
  try {
    let at = bytes;
    const { size } = fstatSync(fd);
    if (size > at) ftruncateSync(fd, at);
    for (const block of blocks(lines)) at += writeAll(fd, block, at);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

/** Every whole line, in order; of the others `onDamage` is told the place, from 1. */
export function* readJournal(file: string, onDamage: (line: number) => void): Generator<JournalEvent> {
  if (!existsSync(file)) return;
  let number = 0;
  for (const line of linesOf(file)) {
    number += 1;
    const event = fromLine(line);
    if (event === undefined) onDamage(number);
    else yield event;
  }
}

function endOf(fd: number): JournalEnd {
  const { size } = fstatSync(fd);
  for (let lineEnd = newlineBefore(fd, size); lineEnd >= 0;) {
    const before = newlineBefore(fd, lineEnd);
    const bytes = Buffer.alloc(lineEnd - before - 1);
    readSync(fd, bytes, 0, bytes.length, before + 1);
    const last = fromLine(bytes.toString("utf8"));
    if (last !== undefined) return { bytes: lineEnd + 1, last, isTorn: size > lineEnd + 1 };
    lineEnd = before;
  }
  return { bytes: 0, last: undefined, isTorn: size > 0 };
}

/** The place of the last newline before `end`; -1 when there is none. */
function newlineBefore(fd: number, end: number): number {
  const block = Buffer.alloc(blockBytes);
  for (let stop = end; stop > 0;) {
    const start = Math.max(0, stop - blockBytes);
    readSync(fd, block, 0, stop - start, start);
    const at = block.lastIndexOf(newline, stop - start - 1);
    if (at >= 0) return start + at;
    stop = start;
  }
  return -1;
}

function* blocks(lines: Iterable<string>): Generator<Buffer> {
  let text = "";
  for (const line of lines) {
    text += line;
    if (text.length < blockBytes) continue;
    yield Buffer.from(text);
    text = "";
  }
  if (text !== "") yield Buffer.from(text);
}

function writeAll(fd: number, bytes: Buffer, at: number): number {
  for (let done = 0; done < bytes.length;) done += writeSync(fd, bytes, done, bytes.length - done, at + done);
  return bytes.length;
}

/** The lines of a file, whole or not, without their newlines. */
export function* linesOf(file: string): Generator<string> {
  const fd = openSync(file, "r");
  try {
    let rest: Buffer = Buffer.alloc(0);
    const block = Buffer.alloc(1 << 20);
    for (let got = readSync(fd, block); got > 0; got = readSync(fd, block)) {
      let start = 0;
      const bytes = Buffer.concat([rest, block.subarray(0, got)]);
      for (let at = bytes.indexOf(newline); at >= 0; at = bytes.indexOf(newline, start)) {
        yield bytes.toString("utf8", start, at);
        start = at + 1;
      }
      rest = bytes.subarray(start);
    }
    if (rest.length > 0) yield rest.toString("utf8");
  } finally {
    closeSync(fd);
  }
}
