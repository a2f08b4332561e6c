/** Reads an ONNX file as expressions that can be tapped, frozen, fine-tuned and differentiated. */
import type { Expression, Shape } from "../expression.ts";
import { input } from "../ops/leaf.ts";
import type { Tensor } from "../tensor.ts";
import { decodeModel } from "./decode.ts";
import type { Call } from "./import/call.ts";
import { fold } from "./import/fold.ts";
import { importers, supportedOperators } from "./import/registry.ts";
import { tensorValue, type Weights } from "./import/tensors.ts";
import { channelsLast, fromPlain, plain, type Value } from "./import/value.ts";
import type { OnnxGraph, OnnxModel, OnnxNode, OnnxTensorType, OnnxValueInfo } from "./model.ts";

export interface ImportOptions {
  /** The side of a free first axis of the inputs; default 1. */
  readonly batch?: number;
  /** Whole shapes of inputs, in the file's order, which replace those the file declares. */
  readonly inputShapes?: Readonly<Record<string, Shape>>;
}

export interface ImportedModel {
  /** What is fed: `input` nodes of the file's names and shapes (images stay N, C, H, W). */
  readonly inputs: Readonly<Record<string, ImportedInput>>;
  /** What the file returns, in the file's shapes. */
  readonly outputs: Readonly<Record<string, Expression>>;
  /** Weights by their names in the file: the program feeds them, so they can be trained; kernels are HWIO. */
  readonly parameters: Map<string, Tensor>;
  /** The parameters that are running statistics of batch normalisation, and not to be trained. */
  readonly statistics: ReadonlySet<string>;
  /** Every computed tensor by its name in the file, for taps; those of rank 4 as (N, H, W, C). */
  readonly values: ReadonlyMap<string, Expression>;
  readonly metadata: Readonly<Record<string, string>>;
}

export interface ImportedInput {
  readonly expression: Expression<"input">;
  /** The shape as declared: free sides by name. */
  readonly onnxShape: readonly (number | string)[];
}

/**
 * The graph of a `.onnx` file as expressions. Shapes are static: a free first axis takes `options.batch`, other
 * free axes must be given in `options.inputShapes`. Images are held channels last inside.
 */
export function importOnnx(bytes: Uint8Array, options: ImportOptions = {}): ImportedModel {
  const model = decodeModel(bytes);
  const { graph } = model;
  const opset = requireSupported(model);
  const weights: Weights = { parameters: new Map(), nodes: new Map() };
  const values = new Map<string, Value>();
  for (const tensor of graph.initializers)
    values.set(tensor.name, tensorValue(tensor.name, tensor, true, weights));
  const inputs: Record<string, ImportedInput> = {};
  // Files before IR version 4 list their initializers among the inputs.
  for (const info of graph.inputs.filter(({ name }) => !values.has(name))) {
    inputs[info.name] = importInput(info, options);
    values.set(info.name, fromPlain(inputs[info.name].expression));
  }
  const computed = new Map<string, Value>();
  for (const node of graph.nodes) {
    const results = importNode(node, opset, values, weights);
    node.outputs.forEach((name, at) => {
      if (name === "" || results[at] === undefined) return;
      values.set(name, results[at]);
      if (!results[at].isFoldable) computed.set(name, results[at]);
    });
  }
  const outputs = graph.outputs.map(({ name }) => [name, plain(outputOf(values, name))] as const);
  return {
    inputs,
    outputs: Object.fromEntries(outputs),
    parameters: weights.parameters,
    statistics: statisticsOf(graph, values),
    values: new Map([...computed].map(([name, value]) => [name, tapOf(value)])),
    metadata: model.metadata ?? {},
  };
}

const isStandard = ({ domain }: { domain: string }): boolean => domain === "" || domain === "ai.onnx";

/** The file's standard operator set; all operators we lack are named in one error. */
function requireSupported({ graph, opsets }: OnnxModel): number {
  const opset = opsets.find(isStandard)?.version ?? 0;
  if (opset < 7)
    throw new Error(`An imported model must use ONNX operator set 7 or later; got ${opset}. Export it anew.`);
  const lacking = new Map<string, string>();
  for (const node of graph.nodes) {
    const name = isStandard(node) ? node.opType : `${node.domain}.${node.opType}`;
    if (!supportedOperators.includes(name) && !lacking.has(name)) lacking.set(name, labelOf(node));
  }
  if (lacking.size > 0) {
    const list = [...lacking].map(([name, label]) => `${name} (${label})`).join(", ");
    throw new Error(
      `An imported model may use only supported operators; got ${list}. Supported: ${supportedOperators.join(", ")}.`,
    );
  }
  return opset;
}

function labelOf(node: OnnxNode): string {
  return node.name === "" ? `the node that makes "${node.outputs[0]}"` : `node "${node.name}"`;
}

/** Fed as int32. */
const integerTypes: readonly OnnxTensorType[] = [
  "int8",
  "uint8",
  "int16",
  "uint16",
  "int32",
  "int64",
  "bool",
];

function importInput(info: OnnxValueInfo, { batch, inputShapes }: ImportOptions): ImportedInput {
  const declared = info.shape ?? [];
  const given = inputShapes?.[info.name];
  const shape =
    given ?? declared.map((side, axis) => (axis === 0 && typeof side === "string" ? (batch ?? 1) : side));
  const isKnown = (side: number | string): side is number => typeof side === "number" && side >= 1;
  if (!shape.every(isKnown) || (info.shape === undefined && given === undefined))
    throw new Error(
      `The shape of input "${info.name}" must be known; the file declares [${declared}]. Give it in inputShapes, for example { "${info.name}": [1, 3, 224, 224] }.`,
    );
  if (info.shape !== undefined && shape.length !== declared.length)
    throw new Error(
      `The shape given for input "${info.name}" must have ${declared.length} sides; got [${shape}].`,
    );
  if (given === undefined && batch !== undefined && shape[0] !== batch)
    throw new Error(
      `Input "${info.name}" has the fixed batch ${shape[0]}; got batch ${batch}. Export the model with a free batch axis, or give inputShapes.`,
    );
  const isInteger = info.type !== undefined && integerTypes.includes(info.type);
  if (!isInteger && info.type !== "float32")
    throw new Error(
      `Input "${info.name}" must be float32 or integer; got ${info.type ?? "no tensor"}. Export the model in float32.`,
    );
  return { expression: input(info.name, shape, isInteger ? "int32" : "float32"), onnxShape: declared };
}

function importNode(node: OnnxNode, opset: number, values: Map<string, Value>, weights: Weights): Value[] {
  try {
    const stored = node.attributes.value;
    if (node.opType === "Constant" && stored !== undefined && "tensor" in stored)
      return [tensorValue(node.outputs[0], stored.tensor, false, weights)];
    const inputs = node.inputs.map((name) => (name === "" ? undefined : valueOf(values, name)));
    const call: Call = { node, opset, inputs };
    const folded = fold(call);
    if (folded !== undefined) return [folded];
    const importer = importers[node.opType];
    if (importer === undefined) throw new Error("it is supported on constant shapes and scalars only");
    const results = importer(call);
    return Array.isArray(results) ? results : [results];
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`ONNX operator ${node.opType}, ${labelOf(node)}, cannot be imported: ${reason}`, {
      cause: error,
    });
  }
}

function valueOf(values: Map<string, Value>, name: string): Value {
  const value = values.get(name);
  if (value === undefined) throw new Error(`its input "${name}" is made by no earlier node`);
  return value;
}

function outputOf(values: Map<string, Value>, name: string): Value {
  const value = values.get(name);
  if (value === undefined)
    throw new Error(`Every output of an ONNX graph must be made by a node; "${name}" is not.`);
  return value;
}

function tapOf(value: Value): Expression {
  return value.shape.length === 4 && !value.isInteger ? channelsLast(value) : plain(value);
}

/** Mean and variance of every batch normalisation, also where the file reaches them through an Identity. */
function statisticsOf(graph: OnnxGraph, values: ReadonlyMap<string, Value>): Set<string> {
  const norms = graph.nodes.filter(({ opType }) => opType === "BatchNormalization");
  const names = norms.flatMap(({ inputs }) => inputs.slice(3, 5)).map((name) => values.get(name)?.weightName);
  return new Set(names.filter((name) => name !== undefined));
}
