/** Rebuilds expressions with some of their nodes replaced. */
import { ancestors, makeExpression, type Expression } from "@querent/graph";

/**
 * The outputs with every node that `replace` gives another for exchanged, and all that depends on it made anew.
 *
 * @throws when a replacement has another shape or type
 */
export function substitute(
  outputs: readonly Expression[],
  replace: (node: Expression) => Expression | undefined,
): Expression[] {
  const renewed = new Map<number, Expression>();
  for (const node of ancestors(outputs)) renewed.set(node.id, renew(node, replace(node), renewed));
  return outputs.map(({ id }) => renewed.get(id)!);
}

function renew(
  node: Expression,
  replacement: Expression | undefined,
  renewed: ReadonlyMap<number, Expression>,
): Expression {
  if (replacement !== undefined) {
    if (replacement.dtype !== node.dtype || replacement.shape.join() !== node.shape.join())
      throw new Error(
        `internal: a replacement must be ${node.dtype} [${node.shape}]; got ${replacement.dtype} [${replacement.shape}].`,
      );
    return replacement;
  }
  const inputs = node.inputs.map(({ id }) => renewed.get(id)!);
  if (inputs.every((x, at) => x === node.inputs[at])) return node;
  return makeExpression(node.op, inputs, node.attributes, node.shape, node.dtype);
}
