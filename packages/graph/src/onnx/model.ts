/** An ONNX model as plain data: what `encodeModel` writes and `decodeModel` reads. */
import type { OnnxTensorType, OnnxTensorData } from "./tensor-types.ts";

export type { OnnxTensorType, OnnxTensorData } from "./tensor-types.ts";

/** A 64-bit integer of the file: a number where it is exact, a bigint beyond 2^53. */
export type OnnxInt = number | bigint;

/** An attribute is tagged, since the file tells 1 from 1.0. */
export type OnnxAttribute =
  | { readonly int: OnnxInt }
  | { readonly ints: readonly OnnxInt[] }
  | { readonly float: number }
  | { readonly floats: readonly number[] }
  | { readonly string: string }
  | { readonly strings: readonly string[] }
  | { readonly tensor: OnnxTensor }
  | { readonly graph: OnnxGraph };

export interface OnnxNode {
  readonly opType: string;
  readonly name: string;
  readonly domain: string; // "" is the standard operator set
  readonly inputs: readonly string[]; // "" is an omitted optional input
  readonly outputs: readonly string[];
  readonly attributes: Readonly<Record<string, OnnxAttribute>>;
}

export interface OnnxTensor {
  readonly name: string;
  readonly dims: readonly number[];
  readonly type: OnnxTensorType;
  readonly data: OnnxTensorData;
}

export interface OnnxValueInfo {
  readonly name: string;
  /** Absent where it is no tensor, and inside a node's body, where a file need not say it. */
  readonly type?: OnnxTensorType;
  /** A number is static, a string names a free side ("" when the file gives it no name); absent: unknown rank. */
  readonly shape?: readonly (number | string)[];
}

export interface OnnxGraph {
  readonly name: string;
  readonly nodes: readonly OnnxNode[];
  readonly initializers: readonly OnnxTensor[];
  readonly inputs: readonly OnnxValueInfo[];
  readonly outputs: readonly OnnxValueInfo[];
}

export interface OnnxModel {
  readonly irVersion: number;
  readonly producerName: string;
  readonly opsets: readonly { readonly domain: string; readonly version: number }[];
  readonly graph: OnnxGraph;
  readonly metadata?: Readonly<Record<string, string>>;
}
