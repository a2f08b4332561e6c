/** The element types of ONNX tensors, with their codes in the file and the typed arrays that hold them. */

export type OnnxTensorData =
  | Float32Array
  | Float64Array
  | Uint8Array
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | BigUint64Array
  | BigInt64Array;

/** `TensorProto.DataType` of onnx.proto; strings, complex and sub-byte types are left out. */
export const tensorTypes = {
  float32: { code: 1, array: Float32Array },
  uint8: { code: 2, array: Uint8Array },
  int8: { code: 3, array: Int8Array },
  uint16: { code: 4, array: Uint16Array },
  int16: { code: 5, array: Int16Array },
  int32: { code: 6, array: Int32Array },
  int64: { code: 7, array: BigInt64Array },
  bool: { code: 9, array: Uint8Array },
  float16: { code: 10, array: Uint16Array }, // bit patterns
  float64: { code: 11, array: Float64Array },
  uint32: { code: 12, array: Uint32Array },
  uint64: { code: 13, array: BigUint64Array },
  bfloat16: { code: 16, array: Uint16Array }, // bit patterns
} as const;

export type OnnxTensorType = keyof typeof tensorTypes;

const byCode = new Map(
  Object.entries(tensorTypes).map(([name, { code }]) => [code as number, name as OnnxTensorType]),
);

/** The type of a code in the file; `owner` names the tensor in the error. */
export function tensorTypeOf(code: number, owner: string): OnnxTensorType {
  const type = byCode.get(code);
  if (type === undefined)
    throw new Error(
      `${owner} must have one of the element types ${Object.keys(tensorTypes).join(", ")}; got ONNX type code ${code}.`,
    );
  return type;
}
