/** The slow float64 interpreter: the definition of every operator, and the oracle for gradients and engines. */
import {
  ancestors,
  isOperator,
  type Expression,
  type Operator,
  type Program,
  type Shape,
} from "../expression.ts";
import { sameShape, sizeOf } from "../shape.ts";
import { convolution } from "./convolution.ts";
import { elementwise } from "./elementwise.ts";
import { layout } from "./layout.ts";
import { linear } from "./linear.ts";
import { normalisation } from "./normalisation.ts";
import { pooling } from "./pooling.ts";
import { reduction } from "./reduction.ts";
import type { Rules, Values } from "./values.ts";

/** A value for an input; float64 data is used as it is, without rounding to float32. */
export interface Feed {
  readonly shape: Shape;
  readonly data: Float64Array | Float32Array | Int32Array;
}

export interface Interpreted {
  readonly shape: Shape;
  readonly data: Float64Array;
}

type Inner = Exclude<Operator, "input">;

const rules: Rules<Inner> = {
  ...elementwise,
  ...linear,
  ...convolution,
  ...pooling,
  ...reduction,
  ...normalisation,
  ...layout,
};

/** Every operator but `input`, as data: the table above is complete by its type. */
export const interpretedOperators = Object.keys(rules) as readonly Inner[];

/**
 * Evaluates a program entirely in float64, in index order, node by node. Feeds that the program does not use
 * are ignored; a missing feed or one of another shape is an error.
 */
export function interpret(
  program: Program,
  feeds: Readonly<Record<string, Feed>>,
): Record<string, Interpreted> {
  const values = new Map<number, Values>();
  for (const node of ancestors(Object.values(program.outputs))) {
    const data = isOperator(node, "input")
      ? fed(node, feeds[node.attributes.name])
      : evaluate(
          node as Expression<Inner>,
          node.inputs.map(({ id }) => values.get(id)!),
        );
    if (data.length !== sizeOf(node.shape))
      throw new Error(`internal: ${node.op} made ${data.length} values for the shape [${node.shape}].`);
    values.set(node.id, { shape: node.shape, data });
  }
  return Object.fromEntries(
    Object.entries(program.outputs).map(([name, { id }]) => [name, values.get(id)!] as const),
  );
}

function evaluate<O extends Inner>(node: Expression<O>, inputs: readonly Values[]): Float64Array {
  return rules[node.op](node, inputs);
}

function fed({ attributes: { name }, shape }: Expression<"input">, feed: Feed | undefined): Float64Array {
  if (feed === undefined) throw new Error(`Input "${name}" must be fed; got nothing for it.`);
  if (!sameShape(feed.shape, shape) || feed.data.length !== sizeOf(shape))
    throw new Error(
      `Input "${name}" must have shape [${shape}]; got [${feed.shape}] with ${feed.data.length} values.`,
    );
  return Float64Array.from(feed.data);
}
