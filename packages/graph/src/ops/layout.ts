/** Operators that move values without changing them. */
import { makeExpression, requireFloat, type Expression, type Shape } from "../expression.ts";
import { broadcastShapes, normaliseAxes, sameShape, sizeOf } from "../shape.ts";

/** The same values in row-major order under another shape; one side may be -1 and is inferred. */
export function reshape(x: Expression, shape: Shape): Expression {
  const known = sizeOf(shape.filter((side) => side !== -1));
  const target = shape.map((side) => (side === -1 ? sizeOf(x.shape) / known : side));
  if (sizeOf(target) !== sizeOf(x.shape) || target.some((side) => !Number.isInteger(side)))
    throw new Error(`reshape must keep all ${sizeOf(x.shape)} values of [${x.shape}]; got [${shape}].`);
  return sameShape(target, x.shape) ? x : makeExpression("reshape", [x], {}, target, x.dtype);
}

/** Axis i of the result is axis permutation[i] of x. */
export function transpose(x: Expression, permutation: readonly number[]): Expression {
  const axes = normaliseAxes(permutation, x.shape.length);
  if (axes.length !== x.shape.length)
    throw new Error(`transpose needs a permutation of ${x.shape.length} axes; got [${permutation}].`);
  const order = permutation.map((axis) => (axis < 0 ? axis + axes.length : axis));
  const shape = order.map((axis) => x.shape[axis]);
  return makeExpression("transpose", [x], { permutation: order }, shape, x.dtype);
}

/** Entries starts[a], starts[a] + steps[a], ... of each axis a, sizes[a] of them; steps may be negative. */
export function slice(
  x: Expression,
  starts: readonly number[],
  sizes: readonly number[],
  steps: readonly number[] = x.shape.map(() => 1),
): Expression {
  const whole = [...starts, ...sizes, ...steps].every(Number.isInteger);
  const inside = x.shape.every((side, axis) => {
    const last = starts[axis] + (sizes[axis] - 1) * steps[axis];
    return (
      sizes[axis] >= 1 &&
      steps[axis] !== 0 &&
      starts[axis] >= 0 &&
      starts[axis] < side &&
      last >= 0 &&
      last < side
    );
  });
  if (![starts, sizes, steps].every((list) => list.length === x.shape.length) || !whole || !inside)
    throw new Error(
      `slice must stay inside [${x.shape}]; got starts [${starts}], sizes [${sizes}], steps [${steps}].`,
    );
  return makeExpression("slice", [x], { starts: [...starts], steps: [...steps] }, [...sizes], x.dtype);
}

/** The tensor with a border of `value`. */
export function pad(
  x: Expression,
  before: readonly number[],
  after: readonly number[],
  value = 0,
): Expression {
  const rank = x.shape.length;
  if (before.length !== rank || after.length !== rank || ![...before, ...after].every(isCount))
    throw new Error(`pad needs ${rank} non-negative counts on each side; got [${before}] and [${after}].`);
  requireFloat("pad", x);
  const shape = x.shape.map((side, axis) => before[axis] + side + after[axis]);
  return makeExpression("pad", [x], { before: [...before], after: [...after], value }, shape);
}

/** The tensors one after another along an axis. */
export function concat(parts: readonly Expression[], axis: number): Expression {
  if (parts.length === 0) throw new Error("concat needs at least one tensor; got none.");
  const [first] = parts;
  const [at] = normaliseAxes([axis], first.shape.length);
  for (const part of parts) {
    const fits = part.shape.every((side, a) => a === at || side === first.shape[a]);
    if (part.dtype !== first.dtype)
      throw new Error(`concat needs one type; got ${first.dtype} and ${part.dtype}.`);
    if (part.shape.length !== first.shape.length || !fits)
      throw new Error(
        `concat along axis ${at} needs equal other sides; got [${first.shape}] and [${part.shape}].`,
      );
  }
  const total = parts.reduce((sum, part) => sum + part.shape[at], 0);
  const shape = first.shape.map((side, a) => (a === at ? total : side));
  return parts.length === 1 ? first : makeExpression("concat", parts, { axis: at }, shape, first.dtype);
}

/** The tensor stretched to a shape under numpy's broadcasting rules. */
export function broadcast(x: Expression, shape: Shape): Expression {
  if (!sameShape(broadcastShapes(x.shape, shape), shape))
    throw new Error(`[${x.shape}] cannot be broadcast to [${shape}].`);
  requireFloat("broadcast", x);
  return sameShape(x.shape, shape) ? x : makeExpression("broadcast", [x], {}, [...shape]);
}

/** x with the entries named by the indices along the axis; the indices' shape takes the axis' place. */
export function gather(x: Expression, indices: Expression, axis = 0): Expression {
  if (indices.dtype !== "int32") throw new Error(`gather needs int32 indices; got ${indices.dtype}.`);
  const [at] = normaliseAxes([axis], x.shape.length);
  const shape = [...x.shape.slice(0, at), ...indices.shape, ...x.shape.slice(at + 1)];
  return makeExpression("gather", [x, indices], { axis: at }, shape, x.dtype);
}

/** Zeros of a shape with the updates added at the indices along the axis: the adjoint of `gather`. */
export function scatterAdd(updates: Expression, indices: Expression, shape: Shape, axis = 0): Expression {
  requireFloat("scatterAdd", updates);
  if (indices.dtype !== "int32") throw new Error(`scatterAdd needs int32 indices; got ${indices.dtype}.`);
  const [at] = normaliseAxes([axis], shape.length);
  const expected = [...shape.slice(0, at), ...indices.shape, ...shape.slice(at + 1)];
  if (!sameShape(updates.shape, expected))
    throw new Error(
      `scatterAdd into [${shape}] needs updates of shape [${expected}]; got [${updates.shape}].`,
    );
  return makeExpression("scatterAdd", [updates, indices], { axis: at }, [...shape]);
}

/** float32 rows with a 1 at the label: labels (...) -> (..., classes). */
export function oneHot(labels: Expression, classes: number): Expression {
  if (labels.dtype !== "int32") throw new Error(`oneHot needs int32 labels; got ${labels.dtype}.`);
  return makeExpression("oneHot", [labels], { classes }, [...labels.shape, classes]);
}

function isCount(n: number): boolean {
  return Number.isInteger(n) && n >= 0;
}
