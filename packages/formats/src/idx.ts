/**
 * The IDX file format of the MNIST family: a big-endian header, then the numbers.
 * Source: Y. LeCun, C. Cortes, C. Burges, "The MNIST database", section "File formats".
 */
import { gunzipSync } from "node:zlib";

/** The bytes of an IDX array of unsigned bytes, row-major, and its shape. */
export interface IdxBytes {
  readonly dims: readonly number[];
  readonly data: Uint8Array; // (product of dims)
}

const unsignedByte = 0x08;
const otherTypes: Readonly<Record<number, string>> = {
  0x09: "signed bytes",
  0x0b: "16-bit integers",
  0x0c: "32-bit integers",
  0x0d: "32-bit floats",
  0x0e: "64-bit floats",
};

/**
 * Reads IDX bytes, gzipped or plain (told apart by the gzip signature, not by the name). The header is two zero bytes,
 * the element type, the number of dimensions, then each dimension as an unsigned 32-bit integer.
 * Throws, naming `name`, if the signature, the element type or the length is not as it must be.
 */
export function parseIdx(bytes: Uint8Array, name: string): IdxBytes {
  const raw = isGzip(bytes) ? gunzip(bytes, name) : bytes;
  if (raw.length < 4)
    throw new Error(`${name} is truncated: an IDX header has at least 4 bytes, the file ${raw.length}.`);
  if (raw[0] !== 0 || raw[1] !== 0)
    throw new Error(
      `${name} is not an IDX file: it must begin with two zero bytes; got ${hex(raw[0])} ${hex(raw[1])}.`,
    );
  if (raw[2] !== unsignedByte)
    throw new Error(
      `${name} must hold unsigned bytes (IDX type 0x08); got ${otherTypes[raw[2]] ?? "an unknown type"} (${hex(raw[2])}).`,
    );
  const rank = raw[3];
  const start = 4 + 4 * rank;
  if (rank === 0) throw new Error(`${name} must have at least one dimension; its IDX header gives none.`);
  if (raw.length < start)
    throw new Error(
      `${name} is truncated: its IDX header of ${rank} dimensions takes ${start} bytes, the file has ${raw.length}.`,
    );
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
  const dims = Array.from({ length: rank }, (_, axis) => view.getUint32(4 + 4 * axis));
  const expected = start + dims.reduce((product, dim) => product * dim, 1);
  if (raw.length !== expected)
    throw new Error(
      `${name} ${raw.length < expected ? "is truncated" : "has bytes left over"}: ` +
        `shape ${dims.join(" x ")} takes ${expected} bytes, the file has ${raw.length}.`,
    );
  return { dims, data: raw.subarray(start) };
}

/** Writes unsigned bytes of a shape as a plain IDX file. Throws if the shape and the number of bytes disagree. */
export function encodeIdx({ dims, data }: IdxBytes): Uint8Array {
  const size = dims.reduce((product, dim) => product * dim, 1);
  if (size !== data.length || dims.length === 0 || dims.length > 255)
    throw new Error(`An IDX array of shape ${dims.join(" x ")} must have ${size} bytes; got ${data.length}.`);
  const out = new Uint8Array(4 + 4 * dims.length + data.length);
  const view = new DataView(out.buffer);
  out[2] = unsignedByte;
  out[3] = dims.length;
  dims.forEach((dim, axis) => view.setUint32(4 + 4 * axis, dim));
  out.set(data, 4 + 4 * dims.length);
  return out;
}

function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

function gunzip(bytes: Uint8Array, name: string): Uint8Array {
  try {
    return gunzipSync(bytes);
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const what =
      code === "Z_BUF_ERROR" ? "its gzip data is truncated" : `its gzip data is damaged (${message})`;
    throw new Error(`${name} cannot be read: ${what}. Download it again.`, { cause });
  }
}

function hex(byte: number): string {
  return `0x${byte.toString(16).padStart(2, "0")}`;
}
