/** Elementwise operators; binary ones broadcast under numpy's rules and accept plain numbers. */
import { makeExpression, requireFloat, type Expression, type Operator } from "../expression.ts";
import { broadcastShapes } from "../shape.ts";
import { asExpression, type Operand } from "./leaf.ts";

/** Elementwise operators of one input without attributes. */
export type PlainOperator = Extract<
  Operator,
  | "negate"
  | "exp"
  | "log"
  | "sqrt"
  | "reciprocal"
  | "abs"
  | "relu"
  | "sigmoid"
  | "tanh"
  | "softplus"
  | "step"
  | "stopGradient"
>;
/** Elementwise operators of two broadcasting inputs. */
export type BinaryOperator = Extract<
  Operator,
  "add" | "subtract" | "multiply" | "divide" | "maximum" | "minimum"
>;

/** All elementwise operators. */
export type ElementwiseOperator = PlainOperator | BinaryOperator | "leakyRelu" | "clip" | "where";

function unary(op: PlainOperator, x: Expression): Expression {
  requireFloat(op, x);
  return makeExpression(op, [x], {}, x.shape);
}

function binary(op: BinaryOperator, a: Operand, b: Operand): Expression {
  const [left, right] = [asExpression(a), asExpression(b)];
  requireFloat(op, left);
  requireFloat(op, right);
  return makeExpression(op, [left, right], {}, broadcastShapes(left.shape, right.shape));
}

/** -x */
export const negate = (x: Expression): Expression => unary("negate", x);
/** e^x */
export const exp = (x: Expression): Expression => unary("exp", x);
/** ln x */
export const log = (x: Expression): Expression => unary("log", x);
/** x^(1/2) */
export const sqrt = (x: Expression): Expression => unary("sqrt", x);
/** 1 / x */
export const reciprocal = (x: Expression): Expression => unary("reciprocal", x);
/** |x|; the gradient at 0 is 0. */
export const abs = (x: Expression): Expression => unary("abs", x);
/** max(x, 0); the gradient at 0 is 0. */
export const relu = (x: Expression): Expression => unary("relu", x);
/** 1 / (1 + e^-x) */
export const sigmoid = (x: Expression): Expression => unary("sigmoid", x);
/** (e^x - e^-x) / (e^x + e^-x) */
export const tanh = (x: Expression): Expression => unary("tanh", x);
/** ln(1 + e^x) */
export const softplus = (x: Expression): Expression => unary("softplus", x);
/** 1 where x > 0, else 0. Its gradient is zero. */
export const step = (x: Expression): Expression => unary("step", x);
/** The identity forwards; backwards nothing passes. */
export const stopGradient = (x: Expression): Expression => unary("stopGradient", x);

/** x where x > 0, else slope x. */
export function leakyRelu(x: Expression, slope = 0.01): Expression {
  requireFloat("leakyRelu", x);
  return makeExpression("leakyRelu", [x], { slope }, x.shape);
}

/** min(max(x, min), max); the gradient at the bounds is 1. */
export function clip(x: Expression, min: number, max: number): Expression {
  requireFloat("clip", x);
  if (!(min <= max)) throw new Error(`clip needs min <= max; got ${min} and ${max}.`);
  return makeExpression("clip", [x], { min, max }, x.shape);
}

/** a + b */
export const add = (a: Operand, b: Operand): Expression => binary("add", a, b);
/** a - b */
export const subtract = (a: Operand, b: Operand): Expression => binary("subtract", a, b);
/** a b */
export const multiply = (a: Operand, b: Operand): Expression => binary("multiply", a, b);
/** a / b */
export const divide = (a: Operand, b: Operand): Expression => binary("divide", a, b);
/** The larger of two; where they tie the gradient goes to the first. */
export const maximum = (a: Operand, b: Operand): Expression => binary("maximum", a, b);
/** The smaller of two; where they tie the gradient goes to the first. */
export const minimum = (a: Operand, b: Operand): Expression => binary("minimum", a, b);
/** x^2 */
export const square = (x: Expression): Expression => multiply(x, x);

/** a where mask is not 0, else b; no gradient reaches the mask. */
export function where(mask: Expression, a: Operand, b: Operand): Expression {
  const [left, right] = [asExpression(a), asExpression(b)];
  for (const side of [left, right]) requireFloat("where", side);
  const shape = broadcastShapes(mask.shape, broadcastShapes(left.shape, right.shape));
  return makeExpression("where", [mask, left, right], {}, shape);
}
