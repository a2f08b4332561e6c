/** Reads an ONNX model from protobuf bytes; field numbers are those of onnx.proto (onnx.ai, IR version 8). */
import { BinaryReader } from "@bufbuild/protobuf/wire";
import { decodeTensor } from "./decode-tensor.ts";
import type {
  OnnxAttribute,
  OnnxGraph,
  OnnxInt,
  OnnxModel,
  OnnxNode,
  OnnxTensor,
  OnnxValueInfo,
} from "./model.ts";
import { readFields, readInt, readMessage, readNumber, readRepeated } from "./read-fields.ts";
import { tensorTypeOf } from "./tensor-types.ts";

/** The model in the bytes of a `.onnx` file. Unknown fields are skipped; tensors kept in other files are refused. */
export function decodeModel(bytes: Uint8Array): OnnxModel {
  let [irVersion, producerName] = [0, ""];
  let graph: OnnxGraph | undefined;
  const opsets: { domain: string; version: number }[] = [];
  const metadata: Record<string, string> = {};
  const reader = new BinaryReader(bytes);
  try {
    readFields(reader, reader.len, {
      1: () => (irVersion = readNumber(reader)),
      2: () => (producerName = reader.string()),
      7: () => (graph = readGraph(reader)),
      8: () => {
        const opset = { domain: "", version: 0 };
        readMessage(reader, {
          1: () => (opset.domain = reader.string()),
          2: () => (opset.version = readNumber(reader)),
        });
        opsets.push(opset);
      },
      14: () => {
        let [key, value] = ["", ""];
        readMessage(reader, { 1: () => (key = reader.string()), 2: () => (value = reader.string()) });
        metadata[key] = value;
      },
    });
    if (graph === undefined) throw new Error("it holds no graph.");
  } catch (cause) {
    throw new Error(
      `The bytes must be a whole ONNX model (a .onnx file); of ${bytes.length} bytes: ${reasonOf(cause)}`,
      { cause },
    );
  }
  return { irVersion, producerName, opsets, graph: graph!, metadata };
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function readGraph(reader: BinaryReader): OnnxGraph {
  let name = "";
  const nodes: OnnxNode[] = [];
  const initializers: OnnxTensor[] = [];
  const inputs: OnnxValueInfo[] = [];
  const outputs: OnnxValueInfo[] = [];
  readMessage(reader, {
    1: () => nodes.push(readNode(reader)),
    2: () => (name = reader.string()),
    5: () => initializers.push(decodeTensor(reader)),
    11: () => inputs.push(readValueInfo(reader)),
    12: () => outputs.push(readValueInfo(reader)),
    15: () => {
      throw new Error(
        "ONNX weights must be dense; the file has sparse initializers. Export it without them.",
      );
    },
  });
  return { name, nodes, initializers, inputs, outputs };
}

function readNode(reader: BinaryReader): OnnxNode {
  let [opType, name, domain] = ["", "", ""];
  const inputs: string[] = [];
  const outputs: string[] = [];
  const attributes: Record<string, OnnxAttribute> = {};
  readMessage(reader, {
    1: () => inputs.push(reader.string()),
    2: () => outputs.push(reader.string()),
    3: () => (name = reader.string()),
    4: () => (opType = reader.string()),
    5: () => {
      try {
        const [key, value] = readAttribute(reader);
        attributes[key] = value;
      } catch (cause) {
        // Writers put operator and name before the attributes.
        throw new Error(`operator ${opType}, node "${name}": ${reasonOf(cause)}`, { cause });
      }
    },
    7: () => (domain = reader.string()),
  });
  return { opType, name, domain, inputs, outputs, attributes };
}

/** The names of `AttributeProto.AttributeType`, by code; 0 stands in files older than IR version 2. */
const attributeKinds = [
  "",
  "float",
  "int",
  "string",
  "tensor",
  "graph",
  "floats",
  "ints",
  "strings",
] as const;

function readAttribute(reader: BinaryReader): [string, OnnxAttribute] {
  let [name, type, last] = ["", 0, ""];
  // Writers may leave out a value that equals the type's default.
  const value = {
    float: 0,
    int: 0 as OnnxInt,
    string: "",
    tensor: undefined as OnnxTensor | undefined,
    graph: undefined as OnnxGraph | undefined,
    floats: [] as number[],
    ints: [] as OnnxInt[],
    strings: [] as string[],
  };
  readMessage(reader, {
    1: () => (name = reader.string()),
    2: () => ((value.float = reader.float()), (last = "float")),
    3: () => ((value.int = readInt(reader)), (last = "int")),
    4: () => ((value.string = reader.string()), (last = "string")),
    5: () => ((value.tensor = decodeTensor(reader)), (last = "tensor")),
    6: () => ((value.graph = readGraph(reader)), (last = "graph")),
    7: (_, wire) => (readRepeated(reader, wire, value.floats, () => reader.float()), (last = "floats")),
    8: (_, wire) => (readRepeated(reader, wire, value.ints, () => readInt(reader)), (last = "ints")),
    9: () => (value.strings.push(reader.string()), (last = "strings")),
    20: () => (type = readNumber(reader)),
  });
  const kind = (type === 0 ? last : attributeKinds[type]) as keyof typeof value | "" | undefined;
  if (!kind || value[kind] === undefined)
    throw new Error(
      `ONNX attribute "${name}" must be a number, text, tensor, graph or a list of numbers or texts; got attribute type code ${type}.`,
    );
  return [name, { [kind]: value[kind] } as unknown as OnnxAttribute];
}

function readValueInfo(reader: BinaryReader): OnnxValueInfo {
  let [name, code] = ["", 0];
  let shape: (number | string)[] | undefined;
  const readShape = (): void => {
    const sides: (number | string)[] = [];
    readMessage(reader, {
      1: () => {
        let side: number | string = "";
        readMessage(reader, {
          1: () => (side = readNumber(reader)),
          2: () => (side = reader.string()),
        });
        sides.push(side);
      },
    });
    shape = sides;
  };
  readMessage(reader, {
    1: () => (name = reader.string()),
    2: () =>
      readMessage(reader, {
        1: () => readMessage(reader, { 1: () => (code = reader.int32()), 2: readShape }),
      }),
  });
  if (code === 0) return { name, shape };
  return { name, type: tensorTypeOf(code, `The graph's input or output "${name}"`), shape };
}
