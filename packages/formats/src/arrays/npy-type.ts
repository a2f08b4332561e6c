/** The kinds of numbers a `.npy` file can hold, and their way into 32-bit floats. */
import { endianness } from "node:os";
import { halfFloats } from "./half-floats.ts";

/** How one number is stored. */
export interface NpyType {
  readonly words: string; // "64-bit floats"
  readonly bytes: number;
  /** Whether a number's bytes stand in the other order than this machine's. */
  readonly swapped: boolean;
  /** Writes `count` numbers from `bytes` (in this machine's order, beginning a buffer) to `out`. */
  readonly decode: (bytes: Uint8Array, count: number, out: Float32Array) => void;
}

type Decode = NpyType["decode"];
type View = new (buffer: ArrayBuffer, offset: number, length: number) => ArrayLike<number>;

const copied =
  (View: View): Decode =>
  (bytes, count, out) =>
    out.set(new View(bytes.buffer as ArrayBuffer, bytes.byteOffset, count));

const bigIntegers =
  (View: typeof BigInt64Array | typeof BigUint64Array): Decode =>
  (bytes, count, out) => {
    const values = new View(bytes.buffer as ArrayBuffer, bytes.byteOffset, count);
    for (let i = 0; i < count; i += 1) out[i] = Number(values[i]);
  };

const halves: Decode = (bytes, count, out) => {
  const values = new Uint16Array(bytes.buffer, bytes.byteOffset, count);
  for (let i = 0; i < count; i += 1) out[i] = halfFloats[values[i]];
};

/** Refused with its place when a finite number has no finite 32-bit float. */
export class TooLargeError extends RangeError {
  override readonly name = "TooLargeError";
  readonly at: number;
  readonly value: number;
  constructor(at: number, value: number) {
    super(`${value} is too large for a 32-bit float`);
    this.at = at;
    this.value = value;
  }
}

const doubles: Decode = (bytes, count, out) => {
  const values = new Float64Array(bytes.buffer, bytes.byteOffset, count);
  for (let i = 0; i < count; i += 1) {
    out[i] = values[i];
    if (!Number.isFinite(out[i]) && Number.isFinite(values[i])) throw new TooLargeError(i, values[i]);
  }
};

const types: Readonly<Record<string, Omit<NpyType, "swapped">>> = {
  b1: { words: "true or false", bytes: 1, decode: copied(Uint8Array) },
  i1: { words: "8-bit integers", bytes: 1, decode: copied(Int8Array) },
  u1: { words: "unsigned 8-bit integers", bytes: 1, decode: copied(Uint8Array) },
  i2: { words: "16-bit integers", bytes: 2, decode: copied(Int16Array) },
  u2: { words: "unsigned 16-bit integers", bytes: 2, decode: copied(Uint16Array) },
  i4: { words: "32-bit integers", bytes: 4, decode: copied(Int32Array) },
  u4: { words: "unsigned 32-bit integers", bytes: 4, decode: copied(Uint32Array) },
  i8: { words: "64-bit integers", bytes: 8, decode: bigIntegers(BigInt64Array) },
  u8: { words: "unsigned 64-bit integers", bytes: 8, decode: bigIntegers(BigUint64Array) },
  f2: { words: "16-bit floats", bytes: 2, decode: halves },
  f4: { words: "32-bit floats", bytes: 4, decode: copied(Float32Array) },
  f8: { words: "64-bit floats", bytes: 8, decode: doubles },
};

/**
 * The type of a numpy type string: byte order ("<" little, ">" big, "|" none), kind, bytes.
 *
 * @param name the file, for the error
 * @throws when it is not one kind of real number or truth value
 */
export function npyType(descr: string, name: string): NpyType {
  const [, order, kind] = /^([<>|=]?)([a-z]\d+)$/.exec(descr) ?? [];
  const type = kind === undefined ? undefined : types[kind];
  if (type === undefined || (type.bytes > 1 && order === "|"))
    throw new Error(
      `${name} must hold real numbers (float16, float32, float64, integers or bool); got numpy type ` +
        `"${descr}"${named(descr)}. Save it as numpy.save(FILE, array.astype("float32")).`,
    );
  const little = order === "<" || (order !== ">" && endianness() === "LE");
  return { ...type, swapped: type.bytes > 1 && little !== (endianness() === "LE") };
}

function named(descr: string): string {
  if (/O/.test(descr)) return " (Python objects)";
  if (/^[<>|=]?c/.test(descr)) return " (complex numbers)";
  if (/^[<>|=]?[USa]/.test(descr)) return " (text)";
  return "";
}

/** Turns the bytes of each number round, in place. @param width 2, 4 or 8 */
export function swapBytes(bytes: Uint8Array, width: number): void {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (width === 2) buffer.swap16();
  else if (width === 4) buffer.swap32();
  else buffer.swap64();
}
