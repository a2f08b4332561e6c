/** Where values enter: fed inputs, constants, scalars. */
import { makeExpression, type DType, type Expression, type Shape } from "../expression.ts";
import { sizeOf } from "../shape.ts";

/** A tensor fed by name at each run. */
export function input(name: string, shape: Shape, dtype: DType = "float32"): Expression<"input"> {
  if (shape.some((side) => !Number.isInteger(side) || side < 1))
    throw new Error(`The shape of input "${name}" must hold positive integers; got [${shape}].`);
  return makeExpression("input", [], { name }, [...shape], dtype);
}

/** A tensor known when the graph is built. */
export function constant(data: Float32Array | Int32Array, shape: Shape): Expression<"constant"> {
  if (data.length !== sizeOf(shape))
    throw new Error(`A constant of shape [${shape}] must have ${sizeOf(shape)} values; got ${data.length}.`);
  return makeExpression(
    "constant",
    [],
    { data },
    [...shape],
    data instanceof Int32Array ? "int32" : "float32",
  );
}

/** A float32 constant of shape []. */
export function scalar(value: number): Expression<"constant"> {
  return constant(Float32Array.of(value), []);
}

/** Numbers are accepted wherever an operand is. */
export type Operand = Expression | number;

/** The operand itself, or the number as a scalar. */
export function asExpression(operand: Operand): Expression {
  return typeof operand === "number" ? scalar(operand) : operand;
}
