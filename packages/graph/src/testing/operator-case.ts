/** One imported operator as a case: described as data, written as a file with what it is fed. */
import { encodeModel } from "../onnx/encode.ts";
import type { OnnxAttribute, OnnxNode, OnnxTensor } from "../onnx/model.ts";
import { sizeOf } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { testNumbers } from "./ort-run.ts";

/** One node under test; names of inputs: x, x1, ... are fed, others are initializers. */
export interface OperatorCase {
  readonly op: string;
  readonly title?: string;
  readonly x?: readonly (readonly number[])[]; // shapes of what is fed
  readonly weights?: readonly (readonly number[])[]; // shapes of random initializers
  readonly known?: readonly (OnnxTensor | undefined)[]; // shapes, axes, scales
  readonly attributes?: Readonly<Record<string, OnnxAttribute>>;
  readonly opset?: number;
  readonly outputs?: number;
  readonly positive?: boolean;
  /** A Relu on a convolution's output comes before, so that the node meets an image held channels last. */
  readonly afterConv?: boolean;
}

/** Tensors and attributes of a case, in short. */
export function longs(...values: number[]): OnnxTensor {
  return { name: "", dims: [values.length], type: "int64", data: BigInt64Array.from(values, BigInt) };
}

export function reals(...values: number[]): OnnxTensor {
  return { name: "", dims: [values.length], type: "float32", data: Float32Array.from(values) };
}

export function real(value: number): OnnxTensor {
  return { ...reals(value), dims: [] };
}

export const int = (value: number): OnnxAttribute => ({ int: value });
export const ints = (...values: number[]): OnnxAttribute => ({ ints: values });
export const float = (value: number): OnnxAttribute => ({ float: value });
export const text = (value: string): OnnxAttribute => ({ string: value });

/** The file of a case and what to feed it. */
export function caseFile(one: OperatorCase): { bytes: Uint8Array; feeds: Record<string, Tensor> } {
  const feeds: Record<string, Tensor> = {};
  const initializers: OnnxTensor[] = [];
  const nodes: OnnxNode[] = [];
  const inputs: string[] = [];
  const numbers = (shape: readonly number[], seed: number): Float32Array => {
    const data = testNumbers(sizeOf(shape), seed);
    return one.positive ? data.map((value) => Math.abs(value) + 0.5) : data.map((value) => value * 3);
  };
  (one.x ?? []).forEach((shape, at) => {
    const name = `x${at}`;
    feeds[name] = { shape, data: numbers(shape, at + 1) };
    inputs.push(name);
  });
  (one.weights ?? []).forEach((shape, at) => {
    initializers.push({ name: `w${at}`, dims: shape, type: "float32", data: numbers(shape, at + 11) });
    inputs.push(`w${at}`);
  });
  (one.known ?? []).forEach((tensor, at) => {
    if (tensor !== undefined) initializers.push({ ...tensor, name: `k${at}` });
    inputs.push(tensor === undefined ? "" : `k${at}`);
  });
  if (one.afterConv) {
    const channels = one.x![0][1];
    const identity = new Float32Array(channels * channels);
    for (let c = 0; c < channels; c++) identity[c * channels + c] = 1;
    initializers.push({
      name: "identity",
      dims: [channels, channels, 1, 1],
      type: "float32",
      data: identity,
    });
    nodes.push({
      opType: "Conv",
      name: "",
      domain: "",
      inputs: ["x0", "identity"],
      outputs: ["held"],
      attributes: {},
    });
    inputs[0] = "held";
  }
  const outputs = Array.from({ length: one.outputs ?? 1 }, (_, at) => `y${at}`);
  const attributes = one.attributes ?? {};
  nodes.push({ opType: one.op, name: "tested", domain: "", inputs, outputs, attributes });
  const bytes = encodeModel({
    irVersion: 8,
    producerName: "test",
    opsets: [{ domain: "", version: one.opset ?? 17 }],
    graph: {
      name: "case",
      nodes,
      initializers,
      inputs: Object.entries(feeds).map(([name, { shape }]) => ({ name, type: "float32", shape })),
      outputs: outputs.map((name) => ({ name, type: "float32" })),
    },
  });
  return { bytes, feeds };
}

/** What the case is, as a test's name. */
export function caseTitle(one: OperatorCase): string {
  const { op, title, x = [], weights = [], opset = 17, attributes = {}, afterConv } = one;
  const shapes = [...x, ...weights].map((shape) => `[${shape}]`).join(" ");
  const given = Object.entries(attributes).map(([name, value]) => `${name} ${Object.values(value)}`);
  const parts = [title ?? given.join(", "), `set ${opset}`, afterConv ? "channels last" : ""];
  return `${op} ${shapes} ${parts.filter((part) => part !== "").join(", ")}`;
}
