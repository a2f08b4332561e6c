/** Writes an ONNX model as protobuf bytes; field numbers are those of onnx.proto (onnx.ai, IR version 8). */
import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import { sizeOf } from "../shape.ts";
import type {
  OnnxAttribute,
  OnnxGraph,
  OnnxInt,
  OnnxModel,
  OnnxNode,
  OnnxTensor,
  OnnxValueInfo,
} from "./model.ts";
import { tensorTypes } from "./tensor-types.ts";

/** The bytes of a `.onnx` file. Tensor values are written as raw little-endian data. */
export function encodeModel(model: OnnxModel): Uint8Array {
  const writer = new BinaryWriter();
  int(writer, 1, model.irVersion);
  text(writer, 2, model.producerName);
  message(writer, 7, () => writeGraph(writer, model.graph));
  for (const { domain, version } of model.opsets)
    message(writer, 8, () => {
      text(writer, 1, domain);
      int(writer, 2, version);
    });
  for (const [key, value] of Object.entries(model.metadata ?? {}))
    message(writer, 14, () => {
      text(writer, 1, key);
      text(writer, 2, value);
    });
  return writer.finish();
}

function writeGraph(writer: BinaryWriter, graph: OnnxGraph): void {
  for (const node of graph.nodes) message(writer, 1, () => writeNode(writer, node));
  text(writer, 2, graph.name);
  for (const tensor of graph.initializers) message(writer, 5, () => writeTensor(writer, tensor));
  for (const value of graph.inputs) message(writer, 11, () => writeValueInfo(writer, value));
  for (const value of graph.outputs) message(writer, 12, () => writeValueInfo(writer, value));
}

function writeNode(writer: BinaryWriter, node: OnnxNode): void {
  for (const name of node.inputs) text(writer, 1, name);
  for (const name of node.outputs) text(writer, 2, name);
  text(writer, 3, node.name);
  text(writer, 4, node.opType);
  for (const [name, attribute] of Object.entries(node.attributes))
    message(writer, 5, () => {
      text(writer, 1, name);
      writeAttribute(writer, attribute);
    });
  text(writer, 7, node.domain);
}

function writeAttribute(writer: BinaryWriter, attribute: OnnxAttribute): void {
  if ("float" in attribute) {
    writer.tag(2, WireType.Bit32).float(Math.fround(attribute.float));
    int(writer, 20, 1);
  } else if ("int" in attribute) {
    int(writer, 3, attribute.int);
    int(writer, 20, 2);
  } else if ("string" in attribute) {
    text(writer, 4, attribute.string);
    int(writer, 20, 3);
  } else if ("tensor" in attribute) {
    message(writer, 5, () => writeTensor(writer, attribute.tensor));
    int(writer, 20, 4);
  } else if ("graph" in attribute) {
    message(writer, 6, () => writeGraph(writer, attribute.graph));
    int(writer, 20, 5);
  } else if ("floats" in attribute) {
    for (const value of attribute.floats) writer.tag(7, WireType.Bit32).float(Math.fround(value));
    int(writer, 20, 6);
  } else if ("ints" in attribute) {
    for (const value of attribute.ints) int(writer, 8, value);
    int(writer, 20, 7);
  } else {
    for (const value of attribute.strings) text(writer, 9, value);
    int(writer, 20, 8);
  }
}

function writeTensor(writer: BinaryWriter, tensor: OnnxTensor): void {
  const { name, dims, type, data } = tensor;
  const { code, array } = tensorTypes[type];
  if (!(data instanceof array) || data.length !== sizeOf(dims))
    throw new Error(
      `Tensor "${name}" of type ${type} and shape [${dims}] must hold ${sizeOf(dims)} values in a ${array.name}; got ${data.length} in a ${data.constructor.name}.`,
    );
  for (const side of dims) int(writer, 1, side);
  int(writer, 2, code);
  text(writer, 8, name);
  writer.tag(9, WireType.LengthDelimited);
  writer.bytes(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
}

function writeValueInfo(writer: BinaryWriter, value: OnnxValueInfo): void {
  const { name, type, shape } = value;
  text(writer, 1, name);
  if (type === undefined) return;
  const writeType = (): void => {
    int(writer, 1, tensorTypes[type].code);
    if (shape !== undefined) message(writer, 2, () => shape.forEach((side) => writeSide(writer, side)));
  };
  message(writer, 2, () => message(writer, 1, writeType));
}

function writeSide(writer: BinaryWriter, side: number | string): void {
  message(writer, 1, () => {
    if (typeof side === "number") int(writer, 1, side);
    else if (side !== "") text(writer, 2, side);
  });
}

function int(writer: BinaryWriter, field: number, value: OnnxInt): void {
  writer.tag(field, WireType.Varint).int64(value);
}

function text(writer: BinaryWriter, field: number, value: string): void {
  writer.tag(field, WireType.LengthDelimited).string(value);
}

function message(writer: BinaryWriter, field: number, write: () => void): void {
  writer.tag(field, WireType.LengthDelimited).fork();
  write();
  writer.join();
}
