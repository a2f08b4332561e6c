/** Reverse-mode automatic differentiation of expressions. */
import { ancestors, type Expression } from "../expression.ts";
import { add } from "../ops/elementwise.ts";
import { constant, scalar } from "../ops/leaf.ts";
import { sizeOf } from "../shape.ts";
import { ruleOf } from "./rules.ts";

/**
 * The gradients of a scalar loss with respect to each of `wrt`, in their order and shapes.
 * Only the nodes between `wrt` and the loss are walked, so what is frozen costs nothing backwards.
 * A tensor the loss does not depend on gets zeros.
 */
export function gradients(loss: Expression, wrt: readonly Expression[]): Expression[] {
  if (loss.shape.length !== 0) throw new Error(`The loss must be a scalar; got shape [${loss.shape}].`);
  const nodes = ancestors([loss]);
  const needed = dependants(nodes, wrt);
  const gradient = new Map<number, Expression>([[loss.id, scalar(1)]]);
  for (const node of nodes.toReversed()) {
    const dy = gradient.get(node.id);
    if (dy === undefined || !node.inputs.some((x) => needed.has(x.id))) continue;
    const shares = ruleOf(node)?.(node, dy);
    shares?.forEach((share, at) => {
      const x = node.inputs[at];
      if (share === null || !needed.has(x.id)) return;
      const sum = gradient.get(x.id);
      gradient.set(x.id, sum === undefined ? share : add(sum, share));
    });
  }
  return wrt.map((x) => gradient.get(x.id) ?? constant(new Float32Array(sizeOf(x.shape)), x.shape));
}

/** The ids of the nodes that depend on any of `wrt`, themselves included. */
function dependants(nodes: readonly Expression[], wrt: readonly Expression[]): Set<number> {
  const ids = new Set(wrt.map((x) => x.id));
  for (const node of nodes) if (node.inputs.some((x) => ids.has(x.id))) ids.add(node.id);
  return ids;
}
