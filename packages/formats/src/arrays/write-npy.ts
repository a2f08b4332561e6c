/** Writes `.npy` files. */
import { encodeNpyHeader } from "./npy-header.ts";
import { shapeInWords, sizeOf } from "./number-array.ts";
import { writeWholeFile } from "./write-whole-file.ts";

/** Numbers to write; their type in the file is that of `data`. */
export interface WritableArray {
  readonly shape: readonly number[];
  readonly data: Float32Array | Float64Array | Int32Array | BigInt64Array | Uint8Array; // row-major
}

const partBytes = 1 << 24;

/** Writes a `.npy` file of version 1.0, whole or not at all. @throws when shape and data disagree */
export async function writeNpy(path: string, array: WritableArray): Promise<void> {
  await writeWholeFile(path, npyParts(array));
}

/** The bytes of a `.npy` file, piece by piece. @throws when shape and data disagree */
export function* npyParts({ shape, data }: WritableArray): Generator<Uint8Array> {
  if (sizeOf(shape) !== data.length)
    throw new RangeError(
      `An array of shape ${shapeInWords(shape)} must have ${sizeOf(shape)} numbers; got ${data.length}.`,
    );
  yield encodeNpyHeader(descrOf(data), shape);
  for (let start = 0; start < data.byteLength; start += partBytes)
    yield new Uint8Array(data.buffer, data.byteOffset + start, Math.min(partBytes, data.byteLength - start));
}

/** Typed arrays stand in the machine's own order, which is little-endian wherever Node runs but on s390x. */
function descrOf(data: WritableArray["data"]): string {
  const order = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1 ? "<" : ">";
  if (data instanceof Float32Array) return `${order}f4`;
  if (data instanceof Float64Array) return `${order}f8`;
  if (data instanceof Int32Array) return `${order}i4`;
  if (data instanceof BigInt64Array) return `${order}i8`;
  return "|u1";
}
