/** A stretch of bytes that is read from front to back. */
import type { FileHandle } from "node:fs/promises";

export interface ByteSource {
  /** What it is called in errors: a file, or a part of one. */
  readonly name: string;
  /** The bytes there are, as the file system or an archive's directory says. */
  readonly size: number;
  /** Fills `into`; returns how many bytes came, fewer only at the end. */
  read(into: Uint8Array): Promise<number>;
  /** Lets go of what it holds, when it is not read to its end. */
  close(): Promise<void>;
}

/** The bytes [start, start + size) of an open file. */
export function fileSource(handle: FileHandle, name: string, start: number, size: number): ByteSource {
  let done = 0;
  return {
    name,
    size,
    async read(into) {
      const wanted = Math.min(into.length, size - done);
      let got = 0;
      while (got < wanted) {
        const { bytesRead } = await handle.read(into, got, wanted - got, start + done + got);
        if (bytesRead === 0) break;
        got += bytesRead;
      }
      done += got;
      return got;
    },
    close: async () => {}, // the handle is its owner's
  };
}

/** The bytes that come in chunks of any size, `size` in all. */
export function chunkSource(chunks: AsyncIterable<Uint8Array>, name: string, size: number): ByteSource {
  const iterator = chunks[Symbol.asyncIterator]();
  let rest: Uint8Array = new Uint8Array(0);
  return {
    name,
    size,
    async read(into) {
      let got = 0;
      while (got < into.length) {
        if (rest.length === 0) {
          const next = await iterator.next();
          if (next.done === true) break;
          rest = next.value;
          continue;
        }
        const part = rest.subarray(0, into.length - got);
        into.set(part, got);
        got += part.length;
        rest = rest.subarray(part.length);
      }
      return got;
    },
    async close() {
      await iterator.return?.();
    },
  };
}
