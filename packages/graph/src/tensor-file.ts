/** Named tensors in the safetensors layout: an 8-byte length, a JSON header, then the raw values. */
import { sizeOf } from "./shape.ts";
import type { Tensor } from "./tensor.ts";

interface Entry {
  readonly dtype: "F32" | "I32";
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

/** The tensors (and some text about them) as one block of bytes, readable by any safetensors reader. */
export function encodeTensors(
  tensors: ReadonlyMap<string, Tensor>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  const header: Record<string, Entry | Record<string, string>> = { __metadata__: { ...metadata } };
  let offset = 0;
  for (const [name, { shape, data }] of tensors) {
    const end = offset + data.byteLength;
    header[name] = { dtype: data instanceof Int32Array ? "I32" : "F32", shape, data_offsets: [offset, end] };
    offset = end;
  }
  const text = new TextEncoder().encode(JSON.stringify(header));
  const padded = Math.ceil(text.length / 8) * 8; // values start aligned
  const bytes = new Uint8Array(8 + padded + offset).fill(0x20, 8, 8 + padded);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(padded), true);
  bytes.set(text, 8);
  let at = 8 + padded;
  for (const { data } of tensors.values()) {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
    at += data.byteLength;
  }
  return bytes;
}

/** Reads what `encodeTensors` or another safetensors writer (float32 and int32) wrote. */
export function decodeTensors(bytes: Uint8Array): {
  tensors: Map<string, Tensor>;
  metadata: Record<string, string>;
} {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = bytes.length < 8 ? -1 : Number(view.getBigUint64(0, true));
  if (length < 0 || 8 + length > bytes.length)
    throw new Error(`A tensor file must hold its whole header; got ${bytes.length} bytes.`);
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length))) as Record<string, Entry>;
  const tensors = new Map<string, Tensor>();
  for (const [name, entry] of Object.entries(header)) {
    if (name === "__metadata__") continue;
    const [start, end] = entry.data_offsets;
    if (8 + length + end > bytes.length)
      throw new Error(
        `A tensor file must hold all its values; "${name}" ends at ${end} of ${bytes.length - 8 - length}.`,
      );
    // A copy, which a Buffer's own `slice` is not: it would give all of the file's bytes.
    const values = Uint8Array.from(bytes.subarray(8 + length + start, 8 + length + end));
    const data = arrayOf(name, entry.dtype, values.buffer);
    if (data.length !== sizeOf(entry.shape))
      throw new Error(
        `Tensor "${name}" of shape [${entry.shape}] must hold ${sizeOf(entry.shape)} values; got ${data.length}.`,
      );
    tensors.set(name, { shape: entry.shape, data });
  }
  return { tensors, metadata: (header.__metadata__ ?? {}) as unknown as Record<string, string> };
}

function arrayOf(name: string, dtype: string, buffer: ArrayBuffer): Float32Array | Int32Array {
  if (dtype === "F32") return new Float32Array(buffer);
  if (dtype === "I32") return new Int32Array(buffer);
  throw new Error(`Tensors must be F32 or I32; "${name}" is ${dtype}.`);
}
