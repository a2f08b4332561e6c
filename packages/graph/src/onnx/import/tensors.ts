/** Turns the tensors stored in a file into values: weights become named inputs, shapes and scalars numbers. */
import type { Expression, Shape } from "../../expression.ts";
import { input } from "../../ops/leaf.ts";
import { transpose } from "../../ops/layout.ts";
import { sizeOf, stridesOf } from "../../shape.ts";
import type { Tensor } from "../../tensor.ts";
import type { OnnxTensor } from "../model.ts";
import type { Value } from "./value.ts";

/** Weights met so far: their input nodes, how they are stored, and their values. */
export interface Weights {
  readonly parameters: Map<string, Tensor>;
  readonly nodes: Map<string, { readonly node: Expression; readonly permutation?: readonly number[] }>;
}

/**
 * The value of a stored tensor. Elementwise operators take an initializer of more than one number as a
 * parameter and a `Constant` node as a constant; operators with weights of their own make either a parameter.
 */
export function tensorValue(
  name: string,
  tensor: OnnxTensor,
  isInitializer: boolean,
  weights: Weights,
): Value {
  const { dims, type } = tensor;
  const isFloat = type === "float32" || type === "float64";
  if (!isFloat && (type.startsWith("float") || type.startsWith("bfloat")))
    throw new Error(
      `Weights must be float32 or float64; tensor "${name}" is ${type}. Export the model in float32.`,
    );
  const size = sizeOf(dims);
  return {
    shape: dims,
    isInteger: !isFloat,
    numbers: () => Array.from(tensor.data as ArrayLike<number | bigint>, Number),
    isFoldable: !isFloat || size === 1 || !isInitializer,
    isTrainable: isFloat && isInitializer && size > 1,
    weightName: isFloat ? name : undefined,
    weight: isFloat ? (permutation) => weightNode(name, tensor, weights, permutation) : undefined,
  };
}

/** The input node of a weight: stored in the order first asked for, later orders are transposes of it. */
function weightNode(
  name: string,
  tensor: OnnxTensor,
  { parameters, nodes }: Weights,
  permutation?: readonly number[],
): Expression {
  const made = nodes.get(name);
  if (made !== undefined) {
    if (made.permutation?.join() === permutation?.join()) return made.node;
    const inFileOrder =
      made.permutation === undefined ? made.node : transpose(made.node, inverse(made.permutation));
    return permutation === undefined ? inFileOrder : transpose(inFileOrder, permutation);
  }
  const data = Float32Array.from(tensor.data as Float32Array);
  const stored =
    permutation === undefined ? { shape: tensor.dims, data } : permuted(tensor.dims, data, permutation);
  const node = input(name, stored.shape);
  parameters.set(name, stored);
  nodes.set(name, { node, permutation });
  return node;
}

function inverse(permutation: readonly number[]): number[] {
  return permutation.map((_, axis) => permutation.indexOf(axis));
}

/** The values rewritten so that axis i is axis permutation[i] of the given ones. */
export function permuted(shape: Shape, data: Float32Array, permutation: readonly number[]): Tensor {
  const sides = permutation.map((axis) => shape[axis]);
  const from = stridesOf(shape);
  const steps = permutation.map((axis) => from[axis]);
  const out = new Float32Array(data.length);
  const position = sides.map(() => 0);
  let source = 0;
  for (let at = 0; at < out.length; at++) {
    out[at] = data[source];
    for (let axis = sides.length - 1; axis >= 0; axis--) {
      source += steps[axis];
      if (++position[axis] < sides[axis]) break;
      source -= steps[axis] * sides[axis];
      position[axis] = 0;
    }
  }
  return { shape: sides, data: out };
}
