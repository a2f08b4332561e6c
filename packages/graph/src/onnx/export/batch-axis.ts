/** Follows the axis of a batch through an inference program: which axis of each node counts the items. */
import { isOperator, type Expression, type Operator, type Shape } from "../../expression.ts";

/** The batch axis of a node, from those of its inputs; undefined where it is the same for every batch. */
export type Axis = number | undefined;

type Rule<O extends Operator> = (node: Expression<O>, axes: readonly Axis[], batch: number) => Axis;

/** The axis on which a node of the program counts the items of the batch. Mixing items is an error. */
export function batchAxis(node: Expression, axes: readonly Axis[], batch: number): Axis {
  if (axes.every((axis) => axis === undefined)) return undefined;
  const rule = rules[node.op] as Rule<Operator> | undefined;
  if (rule === undefined) throw mixes(node);
  const axis = rule(node, axes, batch);
  if (axis === undefined) throw mixes(node);
  return axis;
}

function mixes(node: Expression): Error {
  return new Error(
    `An exported program must treat each item of a batch by itself; its ${node.op} of shape [${node.shape}] does not. Export the outputs that inference needs, with running statistics in batch normalisation.`,
  );
}

/** The first input counts the items, on the same axis; the others must be the same for every batch. */
const kept: Rule<Operator> = (_, [axis, ...others]) =>
  others.every((other) => other === undefined) ? axis : undefined;

/** Aligned at the right; an operand without the axis must stretch along it. */
const broadcasting: Rule<Operator> = (node, axes) => {
  const rank = node.shape.length;
  const aligned = axes.map((axis, at) =>
    axis === undefined ? undefined : axis + rank - node.inputs[at].shape.length,
  );
  const found = aligned.find((axis) => axis !== undefined)!;
  const fits = aligned.every((axis, at) => {
    if (axis !== undefined) return axis === found;
    const { shape } = node.inputs[at];
    return (shape[found - rank + shape.length] ?? 1) === 1;
  });
  return fits ? found : undefined;
};

const images: Rule<Operator> = (node, axes, batch) => (axes[0] === 0 ? kept(node, axes, batch) : undefined);

const reduced: Rule<"reduceSum" | "reduceMean" | "reduceMax"> = ({ attributes }, [axis]) => {
  if (axis === undefined || attributes.axes.includes(axis)) return undefined;
  return attributes.keepDims ? axis : axis - attributes.axes.filter((gone) => gone < axis).length;
};

const overLast: Rule<Operator> = (node, [axis]) => (axis === node.shape.length - 1 ? undefined : axis);

/** The leading axis of the product: of either operand's batch axes, or the rows of the left one. */
const product: Rule<"matmul"> = (node, axes) => {
  const rank = node.shape.length;
  const [left, right] = axes.map((axis, at) =>
    axis === undefined ? undefined : axis - node.inputs[at].shape.length,
  );
  if (left !== undefined && left >= -2) {
    const isRow = left === (node.attributes.transposeA ? -1 : -2);
    return isRow && right === undefined ? rank - 2 : undefined;
  }
  if (right !== undefined && right >= -2) return undefined;
  if (left !== undefined && right !== undefined && left !== right) return undefined;
  const at = (left ?? right)!;
  const other = node.inputs[left === undefined ? 0 : 1].shape;
  const stretches = (left !== undefined && right !== undefined) || (other[other.length + at] ?? 1) === 1;
  return stretches ? rank + at : undefined;
};

/** Items stay whole when the batch leads on both sides, alone or as the slowest part of an axis. */
const reshaped: Rule<"reshape"> = ({ inputs: [x], shape }, [axis], batch) => {
  const from = leading(x.shape, axis!);
  const target = shape.findIndex((side) => side !== 1 || batch === 1);
  return from && target >= 0 && shape[target] % batch === 0 ? target : undefined;
};

function leading(shape: Shape, axis: number): boolean {
  return shape.slice(0, axis).every((side) => side === 1);
}

const gathered: Rule<"gather"> = ({ inputs: [, indices], attributes }, [axis, indexAxis]) => {
  if (axis === undefined) return attributes.axis + indexAxis!;
  if (indexAxis !== undefined || axis === attributes.axis) return undefined;
  return axis < attributes.axis ? axis : axis + indices.shape.length - 1;
};

const rules: { readonly [O in Operator]?: Rule<O> } = {
  negate: kept,
  exp: kept,
  log: kept,
  sqrt: kept,
  reciprocal: kept,
  abs: kept,
  relu: kept,
  leakyRelu: kept,
  clip: kept,
  sigmoid: kept,
  tanh: kept,
  softplus: kept,
  step: kept,
  stopGradient: kept,
  add: broadcasting,
  subtract: broadcasting,
  multiply: broadcasting,
  divide: broadcasting,
  maximum: broadcasting,
  minimum: broadcasting,
  where: broadcasting,
  broadcast: broadcasting,
  matmul: product,
  conv2d: images,
  conv2dInputGradient: images,
  maxPool2d: images,
  averagePool2d: images,
  batchNorm: (node, axes, batch) =>
    node.attributes.statistics === "running" ? overLast(node, axes, batch) : undefined,
  reduceSum: reduced,
  reduceMean: reduced,
  reduceMax: reduced,
  softmax: overLast,
  logSoftmax: overLast,
  descendingRank: overLast,
  descendingSort: overLast,
  reshape: reshaped,
  transpose: ({ attributes: { permutation } }, [axis]) => permutation.indexOf(axis!),
  slice: ({ inputs: [x], attributes: { starts, steps }, shape }, [axis]) =>
    starts[axis!] === 0 && steps[axis!] === 1 && shape[axis!] === x.shape[axis!] ? axis : undefined,
  pad: ({ attributes: { before, after } }, [axis]) => (before[axis!] + after[axis!] === 0 ? axis : undefined),
  concat: ({ attributes }, axes) =>
    axes.every((axis) => axis === axes[0] && axis !== attributes.axis) ? axes[0] : undefined,
  gather: gathered,
  oneHot: kept,
};

/** Whether a node is one of the inputs named. */
export function isNamedInput(node: Expression, names: ReadonlySet<string>): boolean {
  return isOperator(node, "input") && names.has(node.attributes.name);
}
