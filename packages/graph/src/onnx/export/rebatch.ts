/** The same inference program for another number of items in a batch, and with images in ONNX's order. */
import {
  ancestors,
  isOperator,
  makeExpression,
  type Expression,
  type OperatorAttributes,
  type Program,
} from "../../expression.ts";
import { input } from "../../ops/leaf.ts";
import { transpose } from "../../ops/layout.ts";
import { batchAxis, isNamedInput, type Axis } from "./batch-axis.ts";

/** An input whose first axis counts the items; `nchw` takes a (N, H, W, C) input as (N, C, H, W) from now on. */
export interface BatchInput {
  readonly name: string;
  readonly layout: "nchw" | "same";
}

/**
 * Rebuilds what depends on the inputs named, with `to` items where the program has its own number. Where the two
 * numbers differ, the program must treat each item by itself.
 */
export function rebatch(program: Program, inputs: readonly BatchInput[], to: number): Program {
  const names = new Set(inputs.map(({ name }) => name));
  const nodes = ancestors(Object.values(program.outputs));
  const from = batchOf(nodes.filter((node) => isNamedInput(node, names)));
  const made = new Map<number, { readonly node: Expression; readonly axis: Axis }>();
  for (const node of nodes) {
    const layout = isOperator(node, "input")
      ? inputs.find(({ name }) => name === node.attributes.name)?.layout
      : undefined;
    made.set(
      node.id,
      layout === undefined ? rebuilt(node) : { node: rebatchInput(node, layout, to), axis: 0 },
    );
  }

  function rebuilt(node: Expression): { node: Expression; axis: Axis } {
    const parts = node.inputs.map(({ id }) => made.get(id)!);
    if (parts.every((part, at) => part.node === node.inputs[at])) return { node, axis: undefined };
    const axes = parts.map((part) => part.axis);
    const axis = to === from ? undefined : batchAxis(node, axes, from);
    const shape = node.shape.map((side, at) => (at === axis ? (side / from) * to : side));
    const rebuiltInputs = parts.map((part) => part.node);
    const attributes = attributesFor(node, shape);
    return { node: makeExpression(node.op, rebuiltInputs, attributes, shape, node.dtype), axis };
  }

  const outputs = Object.entries(program.outputs).map(
    ([name, { id }]) => [name, made.get(id)!.node] as const,
  );
  return { outputs: Object.fromEntries(outputs) };
}

function batchOf(inputs: readonly Expression[]): number {
  const sides = new Set(inputs.map(({ shape }) => shape[0]));
  const [side] = sides;
  if (sides.size !== 1 || side === undefined)
    throw new Error(
      `The inputs of an exported program must share their first axis, the batch; got [${[...sides]}] for ${inputs.length} inputs.`,
    );
  return side;
}

function rebatchInput(node: Expression, layout: BatchInput["layout"], to: number): Expression {
  const { name } = (node as Expression<"input">).attributes;
  const shape = [to, ...node.shape.slice(1)];
  if (layout === "same") return input(name, shape, node.dtype);
  if (shape.length !== 4)
    throw new Error(`An input with layout nchw must be images (N, H, W, C); "${name}" is [${node.shape}].`);
  return transpose(input(name, [shape[0], shape[3], shape[1], shape[2]], node.dtype), [0, 2, 3, 1]);
}

/** Only an adjoint convolution keeps its shape among its attributes. */
function attributesFor(
  node: Expression,
  shape: readonly number[],
): OperatorAttributes[keyof OperatorAttributes] {
  return isOperator(node, "conv2dInputGradient")
    ? { ...node.attributes, inputShape: shape }
    : node.attributes;
}
