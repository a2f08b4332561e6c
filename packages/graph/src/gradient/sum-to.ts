/** The adjoint of broadcasting. */
import type { Expression, Shape } from "../expression.ts";
import { reshape } from "../ops/layout.ts";
import { reduceSum } from "../ops/reduction.ts";
import { sameShape } from "../shape.ts";

/** The gradient summed over the axes along which `shape` was stretched. */
export function sumTo(gradient: Expression, shape: Shape): Expression {
  if (sameShape(gradient.shape, shape)) return gradient;
  const lead = gradient.shape.length - shape.length;
  const axes = gradient.shape
    .map((_, axis) => axis)
    .filter((axis) => axis < lead || (shape[axis - lead] === 1 && gradient.shape[axis] !== 1));
  return reshape(axes.length === 0 ? gradient : reduceSum(gradient, axes), shape);
}
