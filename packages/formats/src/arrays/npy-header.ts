/**
 * The header of a `.npy` file: magic bytes, version, and a Python dictionary with type, order and shape.
 * Source: NumPy Enhancement Proposal 1 and `numpy.lib.format`, versions 1.0, 2.0 and 3.0.
 */
import { sizeOf } from "./number-array.ts";
import type { ByteSource } from "./byte-source.ts";

export interface NpyHeader {
  readonly descr: string; // numpy's type string, "<f4"
  readonly fortranOrder: boolean; // the first axis runs fastest
  readonly shape: readonly number[];
  readonly dataStart: number; // bytes before the numbers
}

const magic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]; // \x93NUMPY
const longest = 1 << 20;

/**
 * Reads the header at the beginning of a source, which stands before the numbers afterwards.
 *
 * @throws when it is not a `.npy` header, naming the file and what is wrong with it
 */
export async function readNpyHeader(source: ByteSource): Promise<NpyHeader> {
  const { name } = source;
  const first = await exactly(source, 8);
  if (first === undefined || magic.some((byte, i) => first[i] !== byte))
    throw new Error(
      `${name} must begin with the bytes \\x93NUMPY; it does not, so it is no .npy file. Write it with numpy.save.`,
    );
  const version = first[6];
  if (version < 1 || version > 3 || first[7] !== 0)
    throw new Error(
      `${name} must be of .npy version 1.0, 2.0 or 3.0; got ${version}.${first[7]}. Write it with numpy.save.`,
    );
  const width = version === 1 ? 2 : 4;
  const lengthBytes = await exactly(source, width);
  if (lengthBytes === undefined) throw truncatedHeader(name);
  const length = lengthBytes.reduceRight((sum, byte) => sum * 256 + byte, 0);
  if (length > longest)
    throw new Error(`${name} is damaged: its header claims ${length} bytes, more than ${longest}.`);
  const bytes = await exactly(source, length);
  if (bytes === undefined) throw truncatedHeader(name);
  const text = new TextDecoder(version === 3 ? "utf-8" : "latin1").decode(bytes);
  return { ...parseDictionary(text, name), dataStart: 8 + width + length };
}

/** The bytes of a version 1.0 header, padded so that the numbers begin at a multiple of 64. */
export function encodeNpyHeader(descr: string, shape: readonly number[]): Uint8Array {
  const tuple = shape.length === 1 ? `${shape[0]},` : shape.join(", ");
  const dictionary = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${tuple}), }`;
  const length = Math.ceil((10 + dictionary.length + 1) / 64) * 64 - 10;
  const text = `${dictionary.padEnd(length - 1)}\n`;
  return Uint8Array.of(...magic, 1, 0, length & 255, length >> 8, ...new TextEncoder().encode(text));
}

async function exactly(source: ByteSource, count: number): Promise<Uint8Array | undefined> {
  const bytes = new Uint8Array(count);
  return (await source.read(bytes)) === count ? bytes : undefined;
}

function truncatedHeader(name: string): Error {
  return new Error(`${name} is truncated: it ends inside its header. Write or copy it again.`);
}

/** Reads `{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }` strictly: these three keys, once each. */
function parseDictionary(text: string, name: string): Omit<NpyHeader, "dataStart"> {
  const inner = /^\s*\{(.*)\}\s*$/s.exec(text)?.[1];
  if (inner === undefined) throw damaged(name, text);
  const found: { descr?: string; fortranOrder?: boolean; shape?: number[] } = {};
  const entry =
    /\s*'(?:(descr)'\s*:\s*(?:'([^']*)'|(\[.*\]))|(fortran_order)'\s*:\s*(True|False)|(shape)'\s*:\s*\(([\d\s,]*)\))\s*(,|$)\s*/sy;
  for (let at = 0; at < inner.length; at = entry.lastIndex) {
    entry.lastIndex = at;
    const match = entry.exec(inner);
    if (match === null) throw damaged(name, text);
    const [, descr, type, fields, order, value, shape, tuple] = match;
    if (fields !== undefined)
      throw new Error(
        `${name} must hold one number an element; got a structured type ${fields}. ` +
          "Save one field of it as a plain array.",
      );
    if (descr !== undefined && found.descr === undefined) found.descr = type;
    else if (order !== undefined && found.fortranOrder === undefined) found.fortranOrder = value === "True";
    else if (shape !== undefined && found.shape === undefined) found.shape = parseTuple(tuple);
    else throw damaged(name, text);
  }
  const { descr, fortranOrder, shape } = found;
  if (descr === undefined || fortranOrder === undefined || shape === undefined) throw damaged(name, text);
  if (!Number.isSafeInteger(sizeOf(shape) * 8)) throw damaged(name, text);
  return { descr, fortranOrder, shape };
}

/** Python's tuple of whole numbers; one alone has a comma behind it. */
function parseTuple(text: string): number[] | undefined {
  if (text.trim() === "") return [];
  if (!/^\s*\d+\s*,\s*(\d+\s*,\s*)*(\d+\s*)?$/.test(text)) return undefined;
  return text
    .split(",")
    .filter((part) => part.trim() !== "")
    .map(Number);
}

function damaged(name: string, text: string): Error {
  return new Error(
    `${name} must have a header with descr, fortran_order and shape; got ${JSON.stringify(text.trim().slice(0, 120))}. ` +
      "Write it with numpy.save.",
  );
}
