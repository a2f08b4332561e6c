/** Reads one ONNX tensor, from raw bytes or from the typed fields older writers use. */
import type { BinaryReader } from "@bufbuild/protobuf/wire";
import { sizeOf } from "../shape.ts";
import type { OnnxTensor } from "./model.ts";
import { readMessage, readNumber, readRepeated } from "./read-fields.ts";
import { tensorTypeOf, tensorTypes, type OnnxTensorData, type OnnxTensorType } from "./tensor-types.ts";

/** Reads a `TensorProto`. Values stored in another file (`external_data`) are refused. */
export function decodeTensor(reader: BinaryReader): OnnxTensor {
  let [name, code] = ["", 0];
  let raw: Uint8Array | undefined;
  let external = false;
  const dims: number[] = [];
  const numbers: number[] = [];
  const integers: bigint[] = [];
  readMessage(reader, {
    1: (_, wire) => readRepeated(reader, wire, dims, () => readNumber(reader)),
    2: () => (code = reader.int32()),
    4: (_, wire) => readRepeated(reader, wire, numbers, () => reader.float()),
    5: (_, wire) => readRepeated(reader, wire, numbers, () => reader.int32()),
    7: (_, wire) => readRepeated(reader, wire, integers, () => BigInt(reader.int64())),
    8: () => (name = reader.string()),
    9: () => (raw = reader.bytes()),
    10: (_, wire) => readRepeated(reader, wire, numbers, () => reader.double()),
    11: (_, wire) => readRepeated(reader, wire, integers, () => BigInt(reader.uint64())),
    14: () => (external = reader.int32() === 1),
  });
  if (external)
    throw new Error(
      `ONNX tensors must be stored in the file itself; "${name}" is in another file (external_data). Save the model as a single file.`,
    );
  const type = tensorTypeOf(code, `ONNX tensor "${name}"`);
  const data = raw === undefined ? fromFields(type, numbers, integers) : fromRaw(type, raw, name);
  if (data.length !== sizeOf(dims))
    throw new Error(
      `ONNX tensor "${name}" of shape [${dims}] must hold ${sizeOf(dims)} values; got ${data.length}.`,
    );
  return { name, dims, type, data };
}

function fromRaw(type: OnnxTensorType, raw: Uint8Array, name: string): OnnxTensorData {
  const { array } = tensorTypes[type];
  if (raw.byteLength % array.BYTES_PER_ELEMENT !== 0)
    throw new Error(
      `ONNX tensor "${name}" must hold whole ${type} values of ${array.BYTES_PER_ELEMENT} bytes; got ${raw.byteLength} bytes.`,
    );
  return new array(new Uint8Array(raw).buffer); // copied, since a typed array must start at a multiple of its element
}

function fromFields(type: OnnxTensorType, numbers: number[], integers: bigint[]): OnnxTensorData {
  const { array } = tensorTypes[type];
  if (array === BigInt64Array || array === BigUint64Array) return array.from(integers);
  // uint32 values travel in the 64-bit field, all other numbers in their own or in int32_data.
  const values = type === "uint32" ? integers.map(Number) : numbers;
  return (array as Float32ArrayConstructor).from(values) as OnnxTensorData;
}
