/**
 * The list of files in a zip archive, with the 64-bit extension.
 * Source: PKWARE, APPNOTE.TXT 6.3.10, sections 4.3 to 4.5.
 */
import type { FileHandle } from "node:fs/promises";

export interface ZipEntry {
  readonly name: string;
  readonly deflated: boolean;
  readonly crc32: number;
  readonly packedSize: number;
  readonly size: number;
  readonly headerStart: number; // of its local header
}

const endMark = 0x06054b50;
const locatorMark = 0x07064b50;
const end64Mark = 0x06064b50;
const entryMark = 0x02014b50;
const localMark = 0x04034b50;
const none32 = 0xffffffff;

/** @throws when it is no zip archive, or an entry is encrypted or packed in another way than "deflate" */
export async function readZipDirectory(handle: FileHandle, name: string, size: number): Promise<ZipEntry[]> {
  const tail = await bytesAt(handle, Math.max(0, size - 65557), Math.min(size, 65557));
  let at = tail.byteLength - 22;
  while (at >= 0 && tail.getUint32(at, true) !== endMark) at -= 1;
  if (at < 0)
    throw new Error(
      `${name} must be a zip archive, as numpy.savez writes it; its directory is missing, so it is truncated or ` +
        "something else. Write or copy it again.",
    );
  let count = tail.getUint16(at + 10, true);
  let length = tail.getUint32(at + 12, true);
  let start = tail.getUint32(at + 16, true);
  if (at >= 20 && tail.getUint32(at - 20, true) === locatorMark) {
    const end64 = await bytesAt(handle, Number(tail.getBigUint64(at - 12, true)), 56);
    if (end64.byteLength < 56 || end64.getUint32(0, true) !== end64Mark) throw damaged(name);
    count = Number(end64.getBigUint64(32, true));
    length = Number(end64.getBigUint64(40, true));
    start = Number(end64.getBigUint64(48, true));
  }
  if (start + length > size) throw damaged(name);
  return parseEntries(await bytesAt(handle, start, length), count, name);
}

/** Where the bytes of an entry begin. */
export async function dataStartOf(handle: FileHandle, entry: ZipEntry, name: string): Promise<number> {
  const local = await bytesAt(handle, entry.headerStart, 30);
  if (local.byteLength < 30 || local.getUint32(0, true) !== localMark) throw damaged(name);
  return entry.headerStart + 30 + local.getUint16(26, true) + local.getUint16(28, true);
}

function parseEntries(view: DataView, count: number, archive: string): ZipEntry[] {
  const entries: ZipEntry[] = [];
  let at = 0;
  for (let i = 0; i < count; i += 1) {
    if (at + 46 > view.byteLength || view.getUint32(at, true) !== entryMark) throw damaged(archive);
    const nameLength = view.getUint16(at + 28, true);
    const extraLength = view.getUint16(at + 30, true);
    const end = at + 46 + nameLength + extraLength + view.getUint16(at + 32, true);
    if (end > view.byteLength) throw damaged(archive);
    const name = new TextDecoder().decode(new Uint8Array(view.buffer, view.byteOffset + at + 46, nameLength));
    const method = view.getUint16(at + 10, true);
    if ((view.getUint16(at + 8, true) & 1) !== 0 || (method !== 0 && method !== 8))
      throw new Error(
        `${archive}: ${name} must be stored or deflated, and not encrypted; got method ${method}. ` +
          "Write it with numpy.savez or numpy.savez_compressed.",
      );
    const extra = new DataView(view.buffer, view.byteOffset + at + 46 + nameLength, extraLength);
    const [size, packedSize, headerStart] = wide(extra, [
      view.getUint32(at + 24, true),
      view.getUint32(at + 20, true),
      view.getUint32(at + 42, true),
    ]);
    const crc32 = view.getUint32(at + 16, true);
    entries.push({ name, deflated: method === 8, crc32, packedSize, size, headerStart });
    at = end;
  }
  return entries;
}

/** Sizes and offset, those that are all ones read from the 64-bit extra field, in this order. */
function wide(extra: DataView, sizes: readonly number[]): number[] {
  for (let at = 0; at + 4 <= extra.byteLength; at += 4 + extra.getUint16(at + 2, true)) {
    if (extra.getUint16(at, true) !== 1) continue;
    let next = at + 4;
    return sizes.map((size) => {
      if (size !== none32 || next + 8 > extra.byteLength) return size;
      next += 8;
      return Number(extra.getBigUint64(next - 8, true));
    });
  }
  return [...sizes];
}

function damaged(name: string): Error {
  return new Error(`${name} is damaged: its zip directory does not hold together. Write or copy it again.`);
}

async function bytesAt(handle: FileHandle, start: number, length: number): Promise<DataView> {
  const bytes = new Uint8Array(length);
  const { bytesRead } = await handle.read(bytes, 0, length, start);
  return new DataView(bytes.buffer, 0, bytesRead);
}
