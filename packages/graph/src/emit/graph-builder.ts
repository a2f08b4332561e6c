/** Builds one ONNX graph value by value: equal nodes and equal constants are made once, unused ones are dropped. */
import type {
  OnnxAttribute,
  OnnxNode,
  OnnxTensor,
  OnnxTensorData,
  OnnxTensorType,
  OnnxValueInfo,
} from "../onnx/model.ts";
import type { Shape } from "../expression.ts";

export type Attributes = Readonly<Record<string, OnnxAttribute>>;

/** Values are spoken of by name; every method that makes one returns its name. */
export interface GraphBuilder {
  /** A node of the standard operator set with one output. */
  add(opType: string, inputs: readonly string[], attributes?: Attributes): string;
  /** A node with several outputs. */
  addMany(opType: string, inputs: readonly string[], attributes: Attributes, outputs: number): string[];
  floats(values: Float32Array | readonly number[], shape: Shape): string;
  int32s(values: Int32Array | readonly number[], shape: Shape): string;
  /** A list of sizes, axes or positions, as ONNX's own arguments are typed. */
  int64s(values: readonly number[]): string;
  /** A constant that keeps the name given. */
  named(name: string, data: Float32Array | Int32Array, shape: Shape): string;
}

export interface BuiltGraph {
  readonly nodes: readonly OnnxNode[];
  readonly initializers: readonly OnnxTensor[];
}

export interface Construction {
  readonly builder: GraphBuilder;
  /** The nodes and constants that the outputs need; `outputs` maps the name outside to the value inside. */
  finish(outputs: ReadonlyMap<string, string>): BuiltGraph;
}

/** Starts a graph; `reserved` are the names of its inputs and outputs, which no inner value takes. */
export function startGraph(reserved: ReadonlySet<string>): Construction {
  const nodes: OnnxNode[] = [];
  const known = new Map<string, string[]>();
  const initializers: OnnxTensor[] = [];
  const byContent = new Map<string, OnnxTensor[]>();
  let count = 0;

  const fresh = (prefix: string): string => {
    let name = `${prefix}${count++}`;
    while (reserved.has(name)) name = `${prefix}${count++}`;
    return name;
  };

  const addMany: GraphBuilder["addMany"] = (opType, inputs, attributes, outputs) => {
    const key = JSON.stringify([opType, inputs, attributes, outputs]);
    const made = known.get(key);
    if (made !== undefined) return made;
    const names = Array.from({ length: outputs }, () => fresh("v"));
    nodes.push({ opType, name: `${opType}_${names[0]}`, domain: "", inputs, outputs: names, attributes });
    known.set(key, names);
    return names;
  };

  const share = (type: OnnxTensorType, data: OnnxTensorData, dims: Shape): string => {
    const key = `${type}[${dims}]${contentHash(data)}`;
    const same = byContent.get(key) ?? [];
    const found = same.find((tensor) => sameBytes(tensor.data, data));
    if (found !== undefined) return found.name;
    const tensor = { name: fresh("c"), dims, type, data };
    initializers.push(tensor);
    byContent.set(key, [...same, tensor]);
    return tensor.name;
  };

  const builder: GraphBuilder = {
    add: (opType, inputs, attributes = {}) => addMany(opType, inputs, attributes, 1)[0],
    addMany,
    floats: (values, shape) => share("float32", Float32Array.from(values), shape),
    int32s: (values, shape) => share("int32", Int32Array.from(values), shape),
    int64s: (values) => share("int64", BigInt64Array.from(values, BigInt), [values.length]),
    named: (name, data, shape) => {
      const type = data instanceof Int32Array ? "int32" : "float32";
      initializers.push({ name, dims: shape, type, data });
      return name;
    },
  };
  return { builder, finish: (outputs) => finish(nodes, initializers, outputs) };
}

/** Drops what no output needs and lets each output's own node carry the name outside, without a copy. */
function finish(
  nodes: readonly OnnxNode[],
  initializers: readonly OnnxTensor[],
  outputs: ReadonlyMap<string, string>,
): BuiltGraph {
  const used = new Set(outputs.values());
  const kept: OnnxNode[] = [];
  for (const node of nodes.toReversed()) {
    if (!node.outputs.some((name) => used.has(name))) continue;
    kept.push(node);
    node.inputs.forEach((name) => used.add(name));
  }
  kept.reverse();
  const made = new Set(kept.flatMap((node) => node.outputs));
  const renamed = new Map<string, string>();
  const copies: OnnxNode[] = [];
  for (const [outside, inside] of outputs) {
    if (made.has(inside) && !renamed.has(inside)) renamed.set(inside, outside);
    else copies.push(identity(renamed.get(inside) ?? inside, outside));
  }
  const rename = (name: string): string => renamed.get(name) ?? name;
  return {
    nodes: [
      ...kept.map((node) => ({
        ...node,
        inputs: node.inputs.map(rename),
        outputs: node.outputs.map(rename),
      })),
      ...copies,
    ],
    initializers: initializers.filter(({ name }) => used.has(name)),
  };
}

function identity(from: string, to: string): OnnxNode {
  return {
    opType: "Identity",
    name: `Identity_${to}`,
    domain: "",
    inputs: [from],
    outputs: [to],
    attributes: {},
  };
}

function bytesOf(data: OnnxTensorData): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

function sameBytes(a: OnnxTensorData, b: OnnxTensorData): boolean {
  const [left, right] = [bytesOf(a), bytesOf(b)];
  return left.length === right.length && left.every((byte, at) => byte === right[at]);
}

/** FNV-1a over the 32-bit words; equality is decided by the bytes, so a collision costs time only. */
function contentHash(data: OnnxTensorData): number {
  const words = new Int32Array(data.buffer, data.byteOffset, data.byteLength >> 2);
  let hash = 0x811c9dc5;
  for (let at = 0; at < words.length; at++) hash = Math.imul(hash ^ words[at], 0x01000193);
  return hash;
}

/** The description of a value at the graph's edge. */
export function valueInfo(name: string, type: OnnxTensorType, shape: Shape): OnnxValueInfo {
  return { name, type, shape };
}
