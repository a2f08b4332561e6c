/** Tensor expressions: immutable nodes with static shapes, built by the functions of `ops/`. */

/** `float32` tensors carry values and gradients; `int32` tensors carry labels and indices. */
export type DType = "float32" | "int32";

export type Shape = readonly number[];

/** How a convolution walks: images are (N, H, W, C), kernels (kh, kw, C / groups, O). */
export interface ConvolutionGeometry {
  readonly strides: readonly [number, number];
  readonly padding: readonly [top: number, left: number, bottom: number, right: number];
  readonly dilations: readonly [number, number];
  readonly groups: number;
}

/** How a pooling window walks over (N, H, W, C). */
export interface PoolGeometry {
  readonly window: readonly [number, number];
  readonly strides: readonly [number, number];
  readonly padding: readonly [top: number, left: number, bottom: number, right: number];
}

type None = Readonly<Record<string, never>>;

/** Every primitive operator and what it carries besides its inputs. */
export interface OperatorAttributes {
  /** A value fed at each run: images, labels, parameters, optimiser state. */
  input: { readonly name: string };
  constant: { readonly data: Float32Array | Int32Array };
  // elementwise, one input
  negate: None;
  exp: None;
  log: None;
  sqrt: None;
  reciprocal: None;
  abs: None;
  relu: None;
  leakyRelu: { readonly slope: number };
  clip: { readonly min: number; readonly max: number };
  sigmoid: None;
  tanh: None;
  softplus: None;
  /** 1 where x > 0, else 0; its gradient is zero. */
  step: None;
  /** The identity, through which no gradient passes. */
  stopGradient: None;
  // elementwise, broadcasting
  add: None;
  subtract: None;
  multiply: None;
  divide: None;
  maximum: None;
  minimum: None;
  /** (mask, a, b): a where mask is not 0, else b. */
  where: None;
  // linear algebra: (..., m, k) x (..., k, n); batch axes broadcast
  matmul: { readonly transposeA: boolean; readonly transposeB: boolean };
  // convolution, a family closed under differentiation
  conv2d: ConvolutionGeometry;
  /** (dy, kernel) -> dx */
  conv2dInputGradient: ConvolutionGeometry & { readonly inputShape: Shape };
  /** (x, dy) -> dkernel */
  conv2dKernelGradient: ConvolutionGeometry & { readonly kernelShape: Shape };
  // pooling
  maxPool2d: PoolGeometry;
  /** (x, dy) -> dx: each dy goes to the first largest entry of its window, in row-major order. */
  maxPool2dGradient: PoolGeometry;
  /** Padding does not count towards the mean. */
  averagePool2d: PoolGeometry;
  /** (dy) -> dx */
  averagePool2dGradient: PoolGeometry & { readonly inputShape: Shape };
  // normalisation: (x, scale, shift, mean, variance), statistics over all axes but the last
  batchNorm: { readonly epsilon: number; readonly statistics: "batch" | "running" };
  // reductions
  reduceSum: { readonly axes: readonly number[]; readonly keepDims: boolean };
  reduceMean: { readonly axes: readonly number[]; readonly keepDims: boolean };
  reduceMax: { readonly axes: readonly number[]; readonly keepDims: boolean };
  // over the last axis
  softmax: None;
  logSoftmax: None;
  /** The place of each entry in its row sorted downwards, from 0; of equal entries the earlier comes first. */
  descendingRank: None;
  /** Each row sorted downwards. */
  descendingSort: None;
  // layout
  reshape: None;
  transpose: { readonly permutation: readonly number[] };
  slice: { readonly starts: readonly number[]; readonly steps: readonly number[] };
  pad: { readonly before: readonly number[]; readonly after: readonly number[]; readonly value: number };
  concat: { readonly axis: number };
  broadcast: None;
  /** (x, indices int32): rows of x along the axis; the indices' shape replaces it. */
  gather: { readonly axis: number };
  /** (updates, indices) -> zeros of the node's shape with the updates added along the axis: gather's adjoint. */
  scatterAdd: { readonly axis: number };
  /** (labels int32) -> float32 with a last axis of `classes`, 1 at the label. */
  oneHot: { readonly classes: number };
}

export type Operator = keyof OperatorAttributes;

/** One tensor. Inputs are always older than the node (`id` grows), so ids are a topological order. */
export interface Expression<O extends Operator = Operator> {
  readonly id: number;
  readonly op: O;
  readonly inputs: readonly Expression[];
  readonly attributes: OperatorAttributes[O];
  readonly shape: Shape;
  readonly dtype: DType;
}

let nextId = 0;

/** Makes a node; the functions in `ops/` check and infer shapes before they call it. */
export function makeExpression<O extends Operator>(
  op: O,
  inputs: readonly Expression[],
  attributes: OperatorAttributes[O],
  shape: Shape,
  dtype: DType = "float32",
): Expression<O> {
  return { id: nextId++, op, inputs, attributes, shape, dtype };
}

/** All nodes the given ones depend on, themselves included, inputs before users. */
export function ancestors(outputs: readonly Expression[]): Expression[] {
  const seen = new Map<number, Expression>();
  const stack = [...outputs];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (seen.has(node.id)) continue;
    seen.set(node.id, node);
    stack.push(...node.inputs);
  }
  return [...seen.values()].sort((a, b) => a.id - b.id);
}

/** A computation with named ends: what is fed (found by walking back from the outputs) and what is fetched. */
export interface Program {
  readonly outputs: Readonly<Record<string, Expression>>;
}

/** The `input` nodes of a program, by name. Two inputs of one name are an error. */
export function programInputs(program: Program): Map<string, Expression<"input">> {
  const found = new Map<string, Expression<"input">>();
  for (const node of ancestors(Object.values(program.outputs))) {
    if (!isOperator(node, "input")) continue;
    const { name } = node.attributes;
    const other = found.get(name);
    if (other !== undefined && other !== node)
      throw new Error(`Input names must be unique within a program; "${name}" is used twice.`);
    found.set(name, node);
  }
  return found;
}

/** Narrows a node to one operator, so that its attributes are typed. */
export function isOperator<O extends Operator>(node: Expression, op: O): node is Expression<O> {
  return node.op === op;
}

/** Refuses tensors of labels and indices where values are wanted. */
export function requireFloat(op: Operator, x: Expression): void {
  if (x.dtype !== "float32") throw new Error(`${op} needs float32 tensors; got ${x.dtype} [${x.shape}].`);
}
