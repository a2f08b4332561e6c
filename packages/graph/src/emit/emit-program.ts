/** A program as one standard ONNX graph. */
import {
  ancestors,
  isOperator,
  programInputs,
  type Expression,
  type Operator,
  type Program,
} from "../expression.ts";
import type { OnnxModel } from "../onnx/model.ts";
import { sameShape, sizeOf } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { batchNormEmitters } from "./emit-batch-norm.ts";
import { convolutionEmitters } from "./emit-convolution.ts";
import { elementwiseEmitters } from "./emit-elementwise.ts";
import { layoutEmitters } from "./emit-layout.ts";
import { leafEmitters } from "./emit-leaf.ts";
import { matmulEmitters } from "./emit-matmul.ts";
import { poolingEmitters } from "./emit-pooling.ts";
import { reductionEmitters } from "./emit-reduction.ts";
import type { Emission, Emitter, EmitterTable } from "./emission.ts";
import { startGraph, valueInfo } from "./graph-builder.ts";
import { defaultLowering, type Lowering } from "./lowering.ts";

export interface EmitOptions {
  /** Inputs that become constants of the graph: the weights of a network that is only applied. */
  readonly constants?: ReadonlyMap<string, Tensor>;
  readonly lowering?: Lowering;
}

const emitters: EmitterTable<Operator> = {
  ...leafEmitters,
  ...elementwiseEmitters,
  ...matmulEmitters,
  ...convolutionEmitters,
  ...poolingEmitters,
  ...batchNormEmitters,
  ...reductionEmitters,
  ...layoutEmitters,
};

/**
 * Writes a program as ONNX (opset 17, the standard operators only): inputs and outputs under their own names,
 * equal subexpressions and equal constants once, in an order and with names that depend on the program alone.
 */
export function emitProgram(program: Program, options: EmitOptions = {}): OnnxModel {
  const { constants = new Map<string, Tensor>(), lowering = defaultLowering } = options;
  const inputs = programInputs(program);
  requireFitting(constants, inputs);
  const outputs = Object.entries(program.outputs);
  for (const [name] of outputs)
    if (inputs.has(name))
      throw new Error(`An output must not share the name of an input; "${name}" is both. Rename the output.`);
  const { builder, finish } = startGraph(new Set([...inputs.keys(), ...Object.keys(program.outputs)]));
  const nodes = ancestors(outputs.map(([, node]) => node));
  const values = new Map<number, string>();
  const emission: Emission = {
    builder,
    lowering,
    value: ({ id }) => values.get(id)!,
    constantOf: (node) => constantOf(node, constants),
    uses: useCounts(program, nodes),
    reads: firstReaders(nodes),
  };
  for (const node of nodes) values.set(node.id, emit(node, emission));
  const fed = [...inputs].filter(([name]) => !constants.has(name));
  return {
    irVersion: 8,
    producerName: "querent",
    opsets: [{ domain: "", version: 17 }],
    graph: {
      name: "program",
      ...finish(new Map(outputs.map(([name, node]) => [name, emission.value(node)]))),
      inputs: fed.map(([name, { dtype, shape }]) => valueInfo(name, dtype, shape)),
      outputs: outputs.map(([name, { dtype, shape }]) => valueInfo(name, dtype, shape)),
    },
  };
}

function emit<O extends Operator>(node: Expression<O>, emission: Emission): string {
  const emitter = emitters[node.op] as Emitter<O>;
  return emitter(node, emission);
}

function constantOf(node: Expression, constants: ReadonlyMap<string, Tensor>): Tensor | undefined {
  if (isOperator(node, "constant")) return { shape: node.shape, data: node.attributes.data };
  return isOperator(node, "input") ? constants.get(node.attributes.name) : undefined;
}

function useCounts(program: Program, nodes: readonly Expression[]): (node: Expression) => number {
  const counts = new Map<number, number>();
  const readers = [...nodes.flatMap(({ inputs }) => inputs), ...Object.values(program.outputs)];
  for (const { id } of readers) counts.set(id, (counts.get(id) ?? 0) + 1);
  return ({ id }) => counts.get(id) ?? 0;
}

function firstReaders(nodes: readonly Expression[]): (op: Operator, x: Expression) => boolean {
  const known = new Set(nodes.map(({ op, inputs }) => `${op} ${inputs[0]?.id}`));
  return (op, { id }) => known.has(`${op} ${id}`);
}

function requireFitting(
  constants: ReadonlyMap<string, Tensor>,
  inputs: ReadonlyMap<string, Expression<"input">>,
): void {
  for (const [name, { data, shape }] of constants) {
    const node = inputs.get(name);
    if (node === undefined)
      throw new Error(
        `Constants must be bound to inputs of the program; it has no "${name}", only ${[...inputs.keys()].join(", ")}.`,
      );
    const dtype = data instanceof Int32Array ? "int32" : "float32";
    if (!sameShape(shape, node.shape) || data.length !== sizeOf(shape) || dtype !== node.dtype)
      throw new Error(
        `The constant "${name}" must be ${node.dtype} [${node.shape}]; got ${dtype} [${shape}] with ${data.length} values.`,
      );
  }
}
